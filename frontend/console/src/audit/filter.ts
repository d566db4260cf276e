/** Which deeds are listed, and how that is said to the server. Days are China's. */
import { fromField } from "@/shared/times";

export interface Filter {
  subject: string; // "" for all
  person: number | null;
  row: { kind: string; id: number } | null;
  from: string; // "2026-05-04", or ""
  to: string; // the last day, whole
}

export const LONGEST_DAYS = 93;
const DAY_MS = 86_400_000;

export function emptyFilter(): Filter {
  return { subject: "", person: null, row: null, from: "", to: "" };
}

/** Return the members of the query that are asked for. */
export function queryOf(filter: Filter): {
  deed?: string;
  person_id?: number;
  kind?: string;
  row_id?: number;
  from?: string;
  to?: string;
} {
  const from = fromField(`${filter.from}T00:00`);
  const last = fromField(`${filter.to}T00:00`);
  return {
    ...(filter.subject === "" ? {} : { deed: `${filter.subject}.` }),
    ...(filter.person === null ? {} : { person_id: filter.person }),
    ...(filter.row === null ? {} : { kind: filter.row.kind, row_id: filter.row.id }),
    ...(from === null ? {} : { from: from.toISOString() }),
    ...(last === null ? {} : { to: new Date(last.getTime() + DAY_MS).toISOString() }),
  };
}

/** Tell whether so many days go into one file. */
export function exportable(filter: Filter): boolean {
  const { from, to } = queryOf(filter);
  if (from === undefined || to === undefined) return false;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  return days > 0 && days <= LONGEST_DAYS;
}
