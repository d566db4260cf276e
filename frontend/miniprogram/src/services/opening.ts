/** When a venue is open, as people ask: is it now, until when, and if not, from when. */
import type { Venue } from "./shapes";

const CHINA_MS = 8 * 3600_000;
const DAY_MS = 24 * 3600_000;

type Timetable = Pick<Venue, "weekly" | "exceptions">;

export interface Span {
  opens: string;
  closes: string;
}

/** What a visitor wants to know: open until, opens today or on another day, or nothing is known. */
export type Opening =
  | { kind: "open"; until: string }
  | { kind: "later"; days: number; weekday: number; from: string }
  | { kind: "unknown" };

/** The spans of a day in China, which is `days` after that of `now`. */
export function spansOn({ weekly, exceptions }: Timetable, now: number, days = 0): Span[] {
  const day = new Date(now + CHINA_MS + days * DAY_MS);
  const date = day.toISOString().slice(0, 10);
  const exception = exceptions.find((each) => each.date === date);
  const spans = exception?.spans ?? weekly.filter((each) => each.weekday === weekdayOf(day));
  return [...spans].sort((a, b) => a.opens.localeCompare(b.opens));
}

export function openingOf(timetable: Timetable, now: number): Opening {
  const time = new Date(now + CHINA_MS).toISOString().slice(11, 16);
  const today = spansOn(timetable, now);
  const open = today.find(({ opens, closes }) => opens <= time && time < closes);
  if (open) return { kind: "open", until: open.closes };
  for (let days = 0; days < 8; days++) {
    const next = spansOn(timetable, now, days).find(({ opens }) => days > 0 || opens > time);
    if (next) {
      const weekday = weekdayOf(new Date(now + CHINA_MS + days * DAY_MS));
      return { kind: "later", days, weekday, from: next.opens };
    }
  }
  return { kind: "unknown" };
}

/** 1 is Monday, 7 Sunday, as the server counts. */
function weekdayOf(day: Date): number {
  return day.getUTCDay() || 7;
}

/** The week as lines: days next to each other with the same hours share one. */
export function weekOf({ weekly }: Pick<Venue, "weekly">): { days: number[]; hours: string }[] {
  const lines: { days: number[]; hours: string }[] = [];
  for (let day = 1; day <= 7; day++) {
    const hours = weekly
      .filter((each) => each.weekday === day)
      .map(({ opens, closes }) => `${opens}–${closes}`)
      .sort()
      .join("、");
    const last = lines[lines.length - 1];
    if (last?.hours === hours) last.days.push(day);
    else lines.push({ days: [day], hours });
  }
  return lines;
}
