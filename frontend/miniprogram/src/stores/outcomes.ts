/** What a failure means for something that was sent and may be sent again. */
import type { Outcome } from "@weiguang/common/pings";
import type { Failure } from "@/services/failures";

/** Not now: a login that ran out comes back, too many and too late are said to be so. */
const PASSING = [401, 408, 425, 429];

export function outcomeOf(failure: Failure): Outcome {
  if (failure.name === "Offline") return "later";
  const { status, fields, retryAfter } = failure;
  if (status >= 500 || PASSING.includes(status)) return { laterMs: (retryAfter ?? 0) * 1000 };
  const rows = Object.keys(fields).flatMap((field) => /^pings[[.](\d+)/.exec(field)?.[1] ?? []);
  return rows.length > 0 ? { drop: rows.map(Number) } : "never";
}

/** Whether it is worth another try, as it is. */
export function passes(failure: Failure): boolean {
  const outcome = outcomeOf(failure);
  return outcome === "later" || (typeof outcome === "object" && "laterMs" in outcome);
}
