/** Until when something is on notice, in words of the page's language. */
import { dayWords, type Instant } from "@weiguang/common/hours";
import { daysLeft } from "./days";
import { spoken, t } from "@/texts";

/** The last day on which it is shown: "5月11日 周一". */
export function lastDay(until: string): string {
  return dayWords(Date.parse(until) - 1, Date.now(), spoken());
}

export function leftWords(until: Instant, now: Instant = Date.now()): string {
  const days = daysLeft(until, now);
  if (days < 0) return t("publicity.waits");
  return days === 0 ? t("publicity.last_day") : t("publicity.days", { n: days });
}
