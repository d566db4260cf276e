/** Time as people say it: durations, cuts, days and hours in China, wherever the phone is set to. */
import type { Language } from "../texts";

export type { Language } from "../texts";

const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const WEEKDAYS: Record<Language, readonly string[]> = {
  zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Seconds as a duration, in whole minutes: "1 小时 20 分钟", "1 h 20 min". */
export function durationWords(seconds: number, language: Language = "zh"): string {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const [hour, minute] = language === "zh" ? ["小时", "分钟"] : ["h", "min"];
  const parts = [hours > 0 ? `${hours} ${hour}` : "", rest > 0 ? `${rest} ${minute}` : ""];
  return parts.filter(Boolean).join(" ") || `0 ${minute}`;
}

/** Seconds as hours of service: tenths, cut off as the ledger does; never more than there is. */
export function hoursWords(seconds: number, language: Language = "zh"): string {
  const hours = (Math.floor(Math.max(0, seconds) / 360) / 10).toFixed(1);
  return language === "zh" ? `${hours} 小时` : `${hours} h`;
}

/** A line between present and credited time, as the server explains it. */
export interface Cut {
  seconds: number;
  zh: string;
  en: string;
}

/** "未计入 12 分钟：午休" — the server's sentence says how much and why; nothing is added to it. */
export function cutWords(cut: Cut, language: Language = "zh"): string {
  return language === "zh" ? cut.zh : cut.en;
}

/** An instant on China's calendar and clock. */
export interface ChinaTime {
  year: number;
  month: number;
  day: number;
  /** 0 is Sunday. */
  weekday: number;
  hour: number;
  minute: number;
  /** Whole days since 1970 in China: what two instants of the same day share. */
  dayNumber: number;
}

export type Instant = string | number | Date;

export function chinaTime(instant: Instant): ChinaTime {
  const ms = new Date(instant).getTime() + CHINA_MS;
  const there = new Date(ms);
  return {
    year: there.getUTCFullYear(),
    month: there.getUTCMonth() + 1,
    day: there.getUTCDate(),
    weekday: there.getUTCDay(),
    hour: there.getUTCHours(),
    minute: there.getUTCMinutes(),
    dayNumber: Math.floor(ms / DAY_MS),
  };
}

/** "09:05", in China. */
export function clockWords(instant: Instant): string {
  const { hour, minute } = chinaTime(instant);
  return `${two(hour)}:${two(minute)}`;
}

/** "今天", "明天", "5月4日 周一", with the year when it is another. */
export function dayWords(instant: Instant, now: Instant, language: Language = "zh"): string {
  const [then, today] = [chinaTime(instant), chinaTime(now)];
  const near = NEAR[language][then.dayNumber - today.dayNumber];
  if (near !== undefined) return near;
  const weekday = WEEKDAYS[language][then.weekday] ?? "";
  const sameYear = then.year === today.year;
  if (language === "zh") {
    return `${sameYear ? "" : `${then.year}年`}${then.month}月${then.day}日 ${weekday}`;
  }
  const month = MONTHS[then.month - 1] ?? "";
  return `${weekday} ${then.day} ${month}${sameYear ? "" : ` ${then.year}`}`;
}

/** "今天 09:00–11:30"; over midnight both days are named. */
export function spanWords(
  start: Instant,
  end: Instant,
  now: Instant,
  language: Language = "zh",
): string {
  const from = `${dayWords(start, now, language)} ${clockWords(start)}`;
  const isSameDay = chinaTime(start).dayNumber === chinaTime(end).dayNumber;
  const until = isSameDay ? "" : `${dayWords(end, now, language)} `;
  return `${from}–${until}${clockWords(end)}`;
}

/** The instant at which an hour strikes in China: what a form's day and time mean. */
export function chinaInstant(year: number, month: number, day: number, hour = 0, minute = 0): Date {
  return new Date(Date.UTC(year, month - 1, day, hour, minute) - CHINA_MS);
}

const NEAR: Record<Language, Record<number, string>> = {
  zh: { [-1]: "昨天", 0: "今天", 1: "明天" },
  en: { [-1]: "yesterday", 0: "today", 1: "tomorrow" },
};

function two(value: number): string {
  return value.toString().padStart(2, "0");
}
