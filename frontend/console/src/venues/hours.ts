/** Opening hours as they are typed, "08:30-12:00, 14:00-17:30", and as the server has them. */
import type { components } from "@/services/http";

export type Span = components["schemas"]["OpeningSpanIn"];
type WeekdaySpan = components["schemas"]["WeekdaySpanIn"];
export type ExceptionIn = components["schemas"]["OpeningExceptionIn"];

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const SPAN = /^(\d{1,2}):(\d\d)[-–—~～至到](\d{1,2}):(\d\d)$/;
const LAST_HOUR = 24;
const LAST_MINUTE = 59;

/** Return the spans of a day, none for an empty line; null for what is none. */
export function readSpans(text: string): Span[] | null {
  const parts = text
    .replaceAll("：", ":")
    .replace(/\s*([-–—~～至到])\s*/g, "$1")
    .split(/[,，;；、\s]+(?=\d)/)
    .map((each) => each.trim())
    .filter(Boolean);
  const spans = parts.map(readSpan).filter((each) => each !== null);
  if (spans.length < parts.length) return null;
  spans.sort((one, other) => one.opens.localeCompare(other.opens));
  const apart = spans.every(({ opens, closes }, at) => {
    const before = spans[at - 1];
    return opens < closes && (before === undefined || before.closes <= opens);
  });
  return apart ? spans : null;
}

export function writeSpans(spans: readonly Span[]): string {
  return spans.map(({ opens, closes }) => `${opens}-${closes}`).join(", ");
}

/** Return a line for each day of the week. */
export function weekLines(weekly: readonly WeekdaySpan[]): string[] {
  return WEEKDAYS.map((day) => writeSpans(weekly.filter(({ weekday }) => weekday === day)));
}

/** Return the week that its seven lines say; null if one of them is wrong. */
export function readWeek(lines: readonly string[]): WeekdaySpan[] | null {
  const days = lines.map(readSpans);
  if (days.some((each) => each === null)) return null;
  return days.flatMap((spans, at) => (spans ?? []).map((span) => ({ weekday: at + 1, ...span })));
}

function readSpan(text: string): Span | null {
  const found = SPAN.exec(text);
  if (found === null) return null;
  const [opens, closes] = [timeOf(found[1], found[2]), timeOf(found[3], found[4])];
  return opens === null || closes === null ? null : { opens, closes };
}

function timeOf(hour = "", minute = ""): string | null {
  const [h, m] = [Number(hour), Number(minute)];
  if (h > LAST_HOUR || m > LAST_MINUTE || (h === LAST_HOUR && m > 0)) return null;
  return `${hour.padStart(2, "0")}:${minute}`;
}
