/** What is typed for a new activity, and what is sent of it. */
import type { components } from "@/services/http";
import { fromField } from "@/shared/times";

type ActivityIn = components["schemas"]["ActivityIn"];
type SlotsIn = Omit<components["schemas"]["SlotsIn"], "version">;
export type Category = NonNullable<ActivityIn["category"]>;
export type Skill = components["schemas"]["Skill"]["skill"];
export type YesNo = "" | "yes" | "no";
export type Repeat = "never" | "daily" | "weekly";

export const CATEGORIES: readonly Category[] = [
  "theory",
  "culture",
  "education",
  "health",
  "science",
  "elderly",
  "children",
  "disabled",
  "relief",
  "environment",
  "safety",
  "law",
  "daily_life",
  "other",
];

export interface PositionDraft {
  name: string;
  quota: number;
  skill: Skill | "";
}

export interface Draft {
  title: string;
  category: Category | "";
  organisationId: number | null;
  description: string;
  way: string;
  riskNotice: string;
  conditions: string;
  dangerous: YesNo;
  minors: YesNo;
  insurancePolicy: string;
  safety: string;
  starts: string;
  ends: string;
  quota: number;
  repeat: Repeat;
  times: number;
  positions: PositionDraft[];
  reviewed: boolean;
  waitlist: number;
}

export function emptyDraft(): Draft {
  return {
    title: "",
    category: "",
    organisationId: null,
    description: "",
    way: "",
    riskNotice: "",
    conditions: "",
    dangerous: "",
    minors: "",
    insurancePolicy: "",
    safety: "",
    starts: "",
    ends: "",
    quota: 20,
    repeat: "never",
    times: 4,
    positions: [],
    reviewed: false,
    waitlist: 10,
  };
}

export type Step = "what" | "safety" | "times";
export const STEPS: readonly Step[] = ["what", "safety", "times"];
export type WrongField = "title" | "starts" | "ends" | "quota" | "positions";

const LONGEST_MS = 24 * 3_600_000;

/** What keeps the draft from being saved; what only the review needs may come later. */
export function wrongIn(draft: Draft): Partial<Record<WrongField, true>> {
  const [starts, ends] = [fromField(draft.starts), fromField(draft.ends)];
  const long = starts && ends ? ends.getTime() - starts.getTime() : 0;
  const checks: Record<WrongField, boolean> = {
    title: draft.title.trim() === "",
    starts: starts === null,
    ends: ends === null || (starts !== null && (long <= 0 || long > LONGEST_MS)),
    quota: !isCount(draft.quota),
    positions: draft.positions.some(({ name, quota }) => name.trim() === "" || !isCount(quota)),
  };
  const bad = (Object.keys(checks) as WrongField[]).filter((name) => checks[name]);
  return Object.fromEntries(bad.map((name) => [name, true]));
}

/** The first step on which something is wrong. */
export function stepOf(wrong: Partial<Record<string, unknown>>): Step | null {
  if (wrong["title"] || wrong["category"] || wrong["organisation_id"]) return "what";
  if (Object.keys(wrong).some((name) => SAFETY.includes(name))) return "safety";
  return Object.keys(wrong).length > 0 ? "times" : null;
}

const SAFETY = ["risk_notice", "conditions", "dangerous", "minors_allowed", "insurance_policy"];

/** Return the body of the new activity; `wrongIn` has found nothing. */
export function bodyOf(draft: Draft): ActivityIn {
  return {
    title: draft.title.trim(),
    ...(draft.category === "" ? {} : { category: draft.category }),
    ...(draft.organisationId === null ? {} : { organisation_id: draft.organisationId }),
    description: draft.description,
    way: draft.way,
    risk_notice: draft.riskNotice,
    conditions: draft.conditions,
    dangerous: answerOf(draft.dangerous),
    minors_allowed: answerOf(draft.minors),
    insurance_policy: draft.insurancePolicy,
    safety: draft.safety,
    sign_ups_reviewed: draft.reviewed,
    waitlist_quota: draft.waitlist,
    slots: [slotOf(draft, 0)],
    positions: draft.positions.map(({ name, quota, skill }) => ({
      name: name.trim(),
      quota,
      skills: skill === "" ? [] : [skill],
    })),
  };
}

const DAYS: Record<Repeat, number> = { never: 0, daily: 1, weekly: 7 };

/** Return slots to add to an activity, with a rule if they repeat. */
export function slotsOf(draft: Draft): SlotsIn {
  const first = slotOf(draft, 0);
  if (draft.repeat === "never" || draft.times < 2) return first;
  return { ...first, rule: ruleOf(draft.repeat, draft.times) };
}

/** Return the slots after the first, as the server's rule of repetition; null when there is one. */
export function repetitionOf(draft: Draft): SlotsIn | null {
  if (draft.repeat === "never" || draft.times < 2) return null;
  const rule = ruleOf(draft.repeat, draft.times - 1);
  return { ...slotOf(draft, DAYS[draft.repeat]), rule };
}

function ruleOf(repeat: Repeat, count: number): string {
  return `FREQ=${repeat === "daily" ? "DAILY" : "WEEKLY"};COUNT=${count}`;
}

function slotOf(
  { starts, ends, quota }: Draft,
  daysLater: number,
): components["schemas"]["SlotIn"] {
  const later = daysLater * LONGEST_MS;
  const at = (text: string): string =>
    new Date((fromField(text)?.getTime() ?? NaN) + later).toISOString();
  return { starts_at: at(starts), ends_at: at(ends), quota };
}

function answerOf(answer: YesNo): boolean | null {
  return answer === "" ? null : answer === "yes";
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 100_000;
}
