/** A claim as it is typed: what is wrong with it by the server's rules, and how it is sent. */
import type { components } from "@/services/http";
import { fromField } from "@/shared/times";

export interface ClaimDraft {
  starts: string;
  ends: string;
  description: string;
  /** One piece of evidence a line. */
  evidence: string;
}
export type ClaimField = "span" | "description" | "evidence";

const MINUTE_MS = 60_000;
const SHORTEST_MS = 15 * MINUTE_MS;
const LONGEST_MS = 8 * 60 * MINUTE_MS;
const LATEST_MS = 30 * 24 * 60 * MINUTE_MS;
export const MOST_EVIDENCE = 10;
export const LONGEST = 500;

export function emptyClaim(): ClaimDraft {
  return { starts: "", ends: "", description: "", evidence: "" };
}

export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

export function wrongInClaim(draft: ClaimDraft, now: number): Partial<Record<ClaimField, true>> {
  const evidence = linesOf(draft.evidence);
  const few = evidence.length >= 1 && evidence.length <= MOST_EVIDENCE;
  return {
    ...(isPlausible(draft, now) ? {} : { span: true }),
    ...(draft.description.trim() === "" ? { description: true } : {}),
    ...(few && evidence.every((line) => line.length <= LONGEST) ? {} : { evidence: true }),
  };
}

function isPlausible({ starts, ends }: ClaimDraft, now: number): boolean {
  const [from, to] = [fromField(starts)?.getTime(), fromField(ends)?.getTime()];
  if (from === undefined || to === undefined) return false;
  const long = to - from;
  return long >= SHORTEST_MS && long <= LONGEST_MS && to <= now && now - to <= LATEST_MS;
}

/** `wrongInClaim` has found nothing. */
export function claimOf(
  draft: ClaimDraft,
  organisationId: number,
): components["schemas"]["ClaimIn"] {
  const at = (field: string): string => (fromField(field) ?? new Date(NaN)).toISOString();
  return {
    organisation_id: organisationId,
    starts_at: at(draft.starts),
    ends_at: at(draft.ends),
    description: draft.description.trim(),
    evidence: linesOf(draft.evidence),
  };
}
