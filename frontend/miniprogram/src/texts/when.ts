/** Times and durations as they are said in the county, in the language of the moment. */
import {
  chinaInstant,
  chinaTime,
  clockWords,
  dayWords,
  durationWords,
  spanWords,
  type Instant,
} from "@weiguang/common/hours";
import { unbroken } from "@weiguang/common/texts";
import { settings } from "@/stores/settings";

/** 14:05 */
export const timeOf = clockWords;

/** 今天, 11月25日 周三 */
export function dayOf(at: Instant): string {
  return dayWords(at, Date.now(), settings.language);
}

/** 明天 14:05 */
export function dayAndTime(at: Instant): string {
  return `${dayOf(at)} ${timeOf(at)}`;
}

/** 今天 14:00–16:30 */
export function spanOf(start: Instant, end: Instant): string {
  return spanWords(start, end, Date.now(), settings.language);
}

/** 2 小时 5 分钟, rounded down to whole minutes. */
export function durationOf(seconds: number): string {
  return unbroken(durationWords(seconds, settings.language));
}

/** The same to the second, for sums that are to come out: 2 分钟 50 秒. */
export function exactOf(seconds: number): string {
  const whole = Math.round(seconds);
  const rest = whole % 60;
  if (rest === 0) return durationOf(whole);
  const last = unbroken(settings.language === "zh" ? `${rest} 秒` : `${rest} s`);
  return whole < 60 ? last : `${durationOf(whole)} ${last}`;
}

/** The instant of a time of the day in China, "08:05", on the day of another one. */
export function onDayOf(at: Instant, time: string): string {
  const { year, month, day } = chinaTime(at);
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return chinaInstant(year, month, day, hour, minute).toISOString();
}
