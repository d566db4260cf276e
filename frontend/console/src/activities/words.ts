/** Times, states and categories of activities, in words of the page's language. */
import { dayWords, clockWords, spanWords, type Instant } from "@weiguang/common/hours";
import type { Activity, Slot } from "@/services/shapes";
import { spoken, t } from "@/texts";

/** "今天 09:00–11:30" */
export function span({ starts_at, ends_at }: Pick<Slot, "starts_at" | "ends_at">): string {
  return spanWords(starts_at, ends_at, new Date(), spoken());
}

/** "5月4日 周一 09:00" */
export function moment(instant: Instant): string {
  return `${dayWords(instant, new Date(), spoken())} ${clockWords(instant)}`;
}

/** Where an activity stands: what people decided, or what time has made of it. */
export function standing({ state, phase }: Pick<Activity, "state" | "phase">): string {
  return state === "approved" && phase !== null ? t(`phase.${phase}`) : t(`activities.${state}`);
}

export function categoryWords({ category }: Pick<Activity, "category">): string {
  return t(`category.${category ?? "none"}`);
}

/** The next slot in words, or the last when all are over; null when there is none. */
export function whenWords({ slots }: Pick<Activity, "slots">): string | null {
  const live = slots.filter(({ cancelled_at }) => cancelled_at === null);
  const sorted = [...live].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const next = sorted.find(({ ends_at }) => Date.parse(ends_at) > Date.now());
  if (next !== undefined) return t("activities.next", { span: span(next) });
  const last = sorted.at(-1);
  return last === undefined ? null : t("activities.last", { span: span(last) });
}
