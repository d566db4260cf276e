/** Opening hours in words. */
import { settings } from "@/stores/settings";
import { openingOf, weekOf } from "@/services/opening";
import type { Venue } from "@/services/shapes";
import { t } from ".";

const DAYS = {
  zh: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};

const dayName = (weekday: number): string => DAYS[settings.language][weekday - 1] ?? "";

export function openingWords(venue: Venue, now = Date.now()): string {
  const found = openingOf(venue, now);
  if (found.kind === "open" && found.until === "24:00" && isAlways(venue))
    return t("opening.always");
  if (found.kind === "open") return t("opening.open", { until: found.until });
  if (found.kind === "unknown") return t("opening.unknown");
  if (found.days === 0) return t("opening.today", { from: found.from });
  if (found.days === 1) return t("opening.tomorrow", { from: found.from });
  return t("opening.day", { day: dayName(found.weekday), from: found.from });
}

function isAlways({ weekly }: Venue): boolean {
  return weekly.filter(({ opens, closes }) => opens === "00:00" && closes === "24:00").length === 7;
}

export function weekWords(venue: Pick<Venue, "weekly">): { days: string; hours: string }[] {
  return weekOf(venue).map(({ days, hours }) => ({
    days: daysWords(days),
    hours: hours || t("opening.closed"),
  }));
}

function daysWords(days: number[]): string {
  const [first = 1] = days;
  const last = days[days.length - 1] ?? first;
  if (first === last) return dayName(first);
  return `${dayName(first)}${settings.language === "zh" ? "至" : "–"}${dayName(last)}`;
}

/** Of a distance as the crow flies, how long an old person walks: paths are about a third longer. */
export function walkingMinutes(metres: number): number {
  const slow = 0.8; // metres a second, at 65 and more
  return Math.max(1, Math.round((metres * 1.3) / slow / 60));
}
