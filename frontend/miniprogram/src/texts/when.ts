/** Times as they are said in the county, and durations, in the language of the moment. */
import { settings } from "@/stores/settings";

const CHINA_MS = 8 * 3600_000; // one time for all of China, whatever the phone is set to
const DAY_MS = 24 * 3600_000;
const DAYS = {
  zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function inChina(at: string | number): Date {
  return new Date((typeof at === "number" ? at : Date.parse(at)) + CHINA_MS);
}

/** 14:05 */
export function timeOf(at: string | number): string {
  return inChina(at).toISOString().slice(11, 16);
}

/** 11月25日 周三 */
export function dayOf(at: string | number): string {
  const date = inChina(at);
  const day = DAYS[settings.language][date.getUTCDay()];
  return settings.language === "zh"
    ? `${date.getUTCMonth() + 1}月${date.getUTCDate()}日 ${day}`
    : `${day} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** 11月25日 周三 14:05 */
export function dayAndTime(at: string | number): string {
  return `${dayOf(at)} ${timeOf(at)}`;
}

/** 11月25日 周三 14:00–16:30; 22:30–次日 02:00 over midnight. */
export function spanOf(start: string, end: string): string {
  const nights = Math.round((Date.parse(dateOf(end)) - Date.parse(dateOf(start))) / DAY_MS);
  const overnight = settings.language === "zh" ? `次日 ${timeOf(end)}` : `${timeOf(end)} next day`;
  const last = nights === 0 ? timeOf(end) : nights === 1 ? overnight : dayAndTime(end);
  return `${dayAndTime(start)}–${last}`;
}

/** 2026-11-25 */
function dateOf(at: string): string {
  return inChina(at).toISOString().slice(0, 10);
}

/** 2 小时 5 分, rounded down to whole minutes. */
export function durationOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const words = settings.language === "zh" ? [" 小时", " 分钟"] : [" h", " min"];
  if (hours === 0) return `${rest}${words[1]}`;
  return rest === 0 ? `${hours}${words[0]}` : `${hours}${words[0]} ${rest}${words[1]}`;
}

/** The same to the second, for sums that are to come out: 2 分钟 50 秒. */
export function exactOf(seconds: number): string {
  const whole = Math.round(seconds);
  const rest = whole % 60;
  if (rest === 0) return durationOf(whole);
  const last = settings.language === "zh" ? `${rest} 秒` : `${rest} s`;
  return whole < 60 ? last : `${durationOf(whole)} ${last}`;
}

/** Of a time of the day in China, the instant on the day of another one, as the server reads it. */
export function onDayOf(at: string, time: string): string {
  return `${dateOf(at)}T${time}:00+08:00`;
}
