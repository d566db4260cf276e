/** How long something is still on notice, in China's days. */
import { chinaTime, type Instant } from "@weiguang/common/hours";

/** Whole days after today: a notice ends with the midnight that begins the day of `until`. */
export function daysLeft(until: Instant, now: Instant): number {
  return chinaTime(until).dayNumber - chinaTime(now).dayNumber - 1;
}
