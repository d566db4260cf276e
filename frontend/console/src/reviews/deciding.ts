/** What may be decided about an attendance, and how it is told to the server. */
import type { Decision } from "./keys";
import { api, type components } from "@/services/http";
import type { ReviewItem, Walk } from "@/services/shapes";

export type Body = Omit<components["schemas"]["ReviewIn"], "settlement_number">;

/** Who objects has been accepted before: what is left is to give more, other time, or nothing new. */
export function decisionsFor(
  item: Pick<ReviewItem, "dispute">,
  walk: Pick<Walk, "unverified">,
): Decision[] {
  const all: Decision[] = item.dispute ? [] : ["accept"];
  if (walk.unverified.length > 0) all.push("unverified");
  return [...all, "amend", "refuse"];
}

/** Decide; about an objection the server is told whether it is granted. */
export async function send(item: ReviewItem, walk: Walk, body: Body): Promise<void> {
  // The number of what was seen: if it has been settled anew meanwhile, the server says so.
  const number = { settlement_number: walk.settlement_number ?? 0 };
  if (item.dispute === null) {
    await api.post("/attendances/{attendance_id}/review", {
      path: { attendance_id: item.id },
      body: { ...body, ...number },
    });
    return;
  }
  const { decision, reason, ...spans } = body;
  const answer =
    decision === "refuse"
      ? { granted: false, reason, ...number }
      : { granted: true, decision, reason, ...spans, ...number };
  await api.post("/disputes/{dispute_id}/decide", {
    path: { dispute_id: item.dispute.id },
    body: answer,
  });
}
