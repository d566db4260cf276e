/** What the law wants to be said before people are asked to come (条例 12, 14–17), as the server asks. */
import type { Activity } from "@/services/shapes";

export type CheckName =
  | "slots"
  | "sites"
  | "risk_notice"
  | "conditions"
  | "dangerous"
  | "minors_allowed"
  | "insurance_policy"
  | "safety"
  | "danger_for_minors";

export interface Check {
  name: CheckName;
  good: boolean;
}

type Checked = Pick<
  Activity,
  | "slots"
  | "sites"
  | "risk_notice"
  | "conditions"
  | "dangerous"
  | "minors_allowed"
  | "insurance_policy"
  | "safety"
>;

/** Return each point with a tick or a cross; what only dangerous work needs is there only then. */
export function checklist(activity: Checked): Check[] {
  const { dangerous, minors_allowed } = activity;
  const said = (text: string): boolean => text.trim() !== "";
  const points: Check[] = [
    { name: "slots", good: activity.slots.length > 0 },
    { name: "sites", good: activity.sites.length > 0 },
    { name: "risk_notice", good: said(activity.risk_notice) },
    { name: "conditions", good: said(activity.conditions) },
    { name: "dangerous", good: dangerous !== null },
    { name: "minors_allowed", good: minors_allowed !== null },
  ];
  if (dangerous !== true) return points;
  return [
    ...points,
    { name: "insurance_policy", good: said(activity.insurance_policy) },
    { name: "safety", good: said(activity.safety) },
    // Where nobody has said whether minors may come, the cross is there already.
    ...(minors_allowed === null
      ? []
      : [{ name: "danger_for_minors" as const, good: !minors_allowed }]),
  ];
}
