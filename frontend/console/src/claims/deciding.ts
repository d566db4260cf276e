/** What may be done with a claim of manual hours: the server's rules, so that nobody is offered what it refuses. */
import type { Claim } from "@/services/shapes";

export type ClaimState = Claim["state"];
export type ClaimDeed = "first_ok" | "second_ok" | "refuse" | "reverse" | "withdraw";

/** In the order in which they matter to who decides. */
export const CLAIM_STATES: readonly ClaimState[] = [
  "claim",
  "leader_ok",
  "credited",
  "refused",
  "withdrawn",
  "reversed",
];

export type Decided = Pick<Claim, "state" | "volunteer_id" | "claimed_by" | "leader_id">;

/** Whether it is about that person, or made by them: others decide. */
export function isOwn({ volunteer_id, claimed_by }: Decided, me: number): boolean {
  return me === volunteer_id || me === claimed_by;
}

/** Two different people agree, the second of them an administrator; nobody to a claim of their own. */
export function deedsFor(claim: Decided, me: number, administrator: boolean): ClaimDeed[] {
  const { state, leader_id } = claim;
  if (state === "credited") return administrator ? ["reverse"] : [];
  if (state !== "claim" && state !== "leader_ok") return [];
  if (isOwn(claim, me)) return ["withdraw"];
  if (state === "claim") return ["first_ok", "refuse"];
  return administrator && leader_id !== me ? ["second_ok", "refuse"] : ["refuse"];
}
