/** What may be decided about a sign-up in its state. */
import type { SignUpRow } from "@/services/shapes";

export type SignUpState = SignUpRow["state"];
export type SignUpDeed = "confirm" | "reject" | "remove" | "grant" | "refuse";

/** In the order in which they matter to who leads. */
export const SIGNUP_STATES: readonly SignUpState[] = [
  "applied",
  "confirmed",
  "waitlisted",
  "offered",
  "guardian_pending",
  "attended",
  "no_show",
  "excused",
  "rejected",
  "cancelled",
  "late_cancelled",
  "removed",
  "expired",
];

const DEEDS: Partial<Record<SignUpState, readonly SignUpDeed[]>> = {
  applied: ["confirm", "reject"],
  confirmed: ["remove"],
  offered: ["remove"],
  waitlisted: ["remove"],
};

export function deedsFor({ state, leave }: Pick<SignUpRow, "state" | "leave">): SignUpDeed[] {
  const answers: SignUpDeed[] = leave === "asked" ? ["grant", "refuse"] : [];
  return [...answers, ...(DEEDS[state] ?? [])];
}
