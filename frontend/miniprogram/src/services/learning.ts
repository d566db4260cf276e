/** What one has learnt: hours of their own, and certificates. */
import { api } from "./http";
import type { Certificate, LearningHours, Page } from "./shapes";

const PAGE = 20;

export async function getLearningHours(cursor?: string): Promise<LearningHours> {
  return await api.get("/me/learning-hours", { query: { cursor, limit: PAGE } });
}

export async function listCertificates(cursor?: string): Promise<Page<Certificate>> {
  return await api.get("/me/training-certificates", { query: { cursor, limit: PAGE } });
}

export type Standing = "revoked" | "over" | "until" | "forever";

export function standingOf(of: Certificate, now = Date.now()): Standing {
  if (of.revoked_at !== null) return "revoked";
  if (of.expires_at === null) return "forever";
  return Date.parse(of.expires_at) <= now ? "over" : "until";
}
