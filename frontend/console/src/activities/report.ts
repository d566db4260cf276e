/** A closing report as it is typed: what is wrong with it, and how it is sent. */
import type { components } from "@/services/http";
import type { Activity, ClosingReport } from "@/services/shapes";

export interface GroupDraft {
  group: string;
  /** A number field that is empty gives an empty text. */
  count: number | "";
}
export interface ReportDraft {
  summary: string;
  groups: GroupDraft[];
}

export const MOST_GROUPS = 20;
const MOST_PEOPLE = 1_000_000;

export function draftOf(report: ClosingReport | null): ReportDraft {
  const groups = report?.groups.map(({ group, count }) => ({ group, count })) ?? [];
  return {
    summary: report?.summary ?? "",
    groups: groups.length > 0 ? groups : [{ group: "", count: "" }],
  };
}

export function isWrongGroup({ group, count }: GroupDraft): boolean {
  const whole = count !== "" && Number.isInteger(count);
  return group.trim() === "" || !whole || count < 0 || count > MOST_PEOPLE;
}

export function isWhole({ summary, groups }: ReportDraft): boolean {
  return summary.trim() !== "" && !groups.some(isWrongGroup);
}

export function reportOf(draft: ReportDraft): components["schemas"]["ClosingReportIn"] {
  return {
    summary: draft.summary.trim(),
    groups: draft.groups.map(({ group, count }) => ({ group: group.trim(), count: Number(count) })),
  };
}

const AFTER = ["settling", "publicity", "settled"];

/** Whether it is time to say what came of it: its last slot is over, or it was stopped after a part. */
export function isOver(
  { state, phase, slots }: Pick<Activity, "state" | "phase" | "slots">,
  now: number,
): boolean {
  if (phase !== null && AFTER.includes(phase)) return true;
  if (state !== "approved" || slots.length === 0) return false;
  return Math.max(...slots.map(({ ends_at }) => Date.parse(ends_at))) <= now;
}
