/** Between what a form's field of day and time says and instants: in China, wherever the desk is. */
import { chinaInstant, chinaTime, type Instant } from "@weiguang/common/hours";

/** "2026-05-04T09:00", as `datetime-local` wants it. */
export function toField(instant: Instant): string {
  const { year, month, day, hour, minute } = chinaTime(instant);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** The instant of a filled field; null when it is not one. */
export function fromField(text: string): Date | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  return chinaInstant(year, month, day, hour, minute);
}

function two(value: number): string {
  return value.toString().padStart(2, "0");
}
