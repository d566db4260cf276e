/** Spans that a reviewer sets in place of what was seen. */
import { fromField, toField } from "@/shared/times";

export interface SpanFields {
  start: string;
  end: string;
}
export interface Span {
  start: string;
  end: string;
}
export type Wrong = "empty" | "backwards" | "outside" | "overlap";

/** What to begin with: the stays so far, cut to the slot; the slot itself when there are none. */
export function fieldsOf(stays: readonly Span[], slot: Span): SpanFields[] {
  const cut = stays
    .map(({ start, end }) => ({ start: later(start, slot.start), end: earlier(end, slot.end) }))
    .filter(({ start, end }) => Date.parse(start) < Date.parse(end));
  const spans = cut.length > 0 ? cut : [slot];
  return spans.map(({ start, end }) => ({ start: toField(start), end: toField(end) }));
}

/** What is wrong with each span, in their order; null where nothing is. */
export function wrongIn(fields: readonly SpanFields[], slot: Span): (Wrong | null)[] {
  return fields.map((own, at) => wrongWith(own, slot) ?? overlapOf(fields, at));
}

/** The spans as instants, kept within the slot to the second; `wrongIn` has found nothing. */
export function spansOf(fields: readonly SpanFields[], slot: Span): Span[] {
  return fields.map(({ start, end }) => ({
    start: later(iso(start), slot.start),
    end: earlier(iso(end), slot.end),
  }));
}

function wrongWith({ start, end }: SpanFields, slot: Span): Wrong | null {
  const [from, to] = [fromField(start), fromField(end)];
  if (from === null || to === null) return "empty";
  if (to <= from) return "backwards";
  // Fields have minutes, slots may have seconds: the minute in which a slot begins is within.
  const first = fromField(toField(slot.start));
  const last = new Date(Date.parse(slot.end));
  return (first !== null && from < first) || to > last ? "outside" : null;
}

function overlapOf(fields: readonly SpanFields[], at: number): Wrong | null {
  const own = fields[at];
  const others = fields.slice(0, at);
  const meets = others.some(({ start, end }) => own && own.start < end && start < own.end);
  return meets ? "overlap" : null;
}

function iso(field: string): string {
  return (fromField(field) ?? new Date(NaN)).toISOString();
}

function later(one: string, other: string): string {
  return Date.parse(one) >= Date.parse(other) ? one : other;
}

function earlier(one: string, other: string): string {
  return Date.parse(one) <= Date.parse(other) ? one : other;
}
