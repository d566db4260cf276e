/** The grid of a month in China: whole weeks from Monday, each day with what happens on it. */
import { chinaInstant, chinaTime, type Instant } from "@weiguang/common/hours";
import type { Activity, Slot } from "@/services/shapes";

export interface Month {
  year: number;
  /** From 1. */
  month: number;
}

export interface Entry {
  activity: Pick<Activity, "id" | "title" | "state">;
  slot: Pick<Slot, "id" | "starts_at" | "ends_at" | "cancelled_at">;
}

export interface Day {
  number: number;
  day: number;
  inMonth: boolean;
  today: boolean;
  entries: Entry[];
}

const DAY_MS = 86_400_000;
const WEEK = 7;

export function monthOf(instant: Instant): Month {
  const { year, month } = chinaTime(instant);
  return { year, month };
}

export function shifted({ year, month }: Month, by: number): Month {
  const months = year * 12 + month - 1 + by;
  return { year: Math.floor(months / 12), month: (months % 12) + 1 };
}

/** From the first moment that the grid shows to the one after its last. */
export function bounds(month: Month): { from: Date; to: Date } {
  const after = shifted(month, 1);
  const first = mondayBefore(chinaInstant(month.year, month.month, 1));
  const last = mondayBefore(chinaInstant(after.year, after.month, 1, 0, 0));
  const next = chinaInstant(after.year, after.month, 1);
  const to = last.getTime() === next.getTime() ? last : new Date(last.getTime() + WEEK * DAY_MS);
  return { from: first, to };
}

/** Return the weeks; a slot stands on the day on which it begins, in order of time. */
export function weeksOf(month: Month, activities: readonly Activity[], now: Instant): Day[][] {
  const { from, to } = bounds(month);
  const today = chinaTime(now).dayNumber;
  const entries = byDay(activities);
  const days: Day[] = [];
  for (let at = from.getTime(); at < to.getTime(); at += DAY_MS) {
    const { day, dayNumber, month: there } = chinaTime(at);
    const inMonth = there === month.month;
    const own = entries.get(dayNumber) ?? [];
    days.push({ number: dayNumber, day, inMonth, today: dayNumber === today, entries: own });
  }
  return Array.from({ length: days.length / WEEK }, (_, week) =>
    days.slice(week * WEEK, (week + 1) * WEEK),
  );
}

function byDay(activities: readonly Activity[]): Map<number, Entry[]> {
  const found = new Map<number, Entry[]>();
  for (const activity of activities) {
    for (const slot of activity.slots) {
      const { dayNumber } = chinaTime(slot.starts_at);
      found.set(dayNumber, [...(found.get(dayNumber) ?? []), { activity, slot }]);
    }
  }
  for (const own of found.values()) {
    own.sort((a, b) => Date.parse(a.slot.starts_at) - Date.parse(b.slot.starts_at));
  }
  return found;
}

function mondayBefore(instant: Date): Date {
  const daysSince = (chinaTime(instant).weekday + 6) % WEEK;
  return new Date(instant.getTime() - daysSince * DAY_MS);
}
