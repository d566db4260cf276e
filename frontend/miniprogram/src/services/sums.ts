/** What of a settlement counts, and what still waits for somebody to vouch for it. */
import type { Settlement } from "./shapes";

export interface Span {
  start: string;
  end: string;
}
type Unverified = Settlement["unverified"][number];

export interface Sum {
  /** Unverified at first; a reviewer vouched for it. */
  vouched: Unverified[];
  /** Unverified, and it counts for nothing. */
  open: Unverified[];
  /** What a reviewer set in place of all that. */
  amended: Span[] | null;
}

export function sumUp(settlement: Settlement): Sum {
  const counted = settlement.credited_spans.map(spanOf);
  const at = Date.parse;
  const counts = (each: Span): boolean =>
    counted.some((span) => at(span.start) <= at(each.start) && at(each.end) <= at(span.end));
  return {
    vouched: settlement.unverified.filter(counts),
    open: settlement.unverified.filter((each) => !counts(each)),
    amended: settlement.amended?.map(spanOf) ?? null,
  };
}

function spanOf([start = "", end = ""]: string[]): Span {
  return { start, end };
}
