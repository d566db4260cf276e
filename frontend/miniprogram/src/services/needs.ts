/** What somebody needs done: filed at a station, and what became of it. */
import { onDayOf } from "@/texts/when";
import { api } from "./http";
import type { Category, Need, Page } from "./shapes";

const PAGE = 20;

export const CATEGORIES: readonly Category[] = [
  "elderly",
  "daily_life",
  "health",
  "education",
  "children",
  "disabled",
  "relief",
  "environment",
  "safety",
  "law",
  "science",
  "culture",
  "theory",
  "other",
];

/** A need as it is being written. */
export interface Draft {
  station: { organisation_id: number; longitude: number; latitude: number } | null;
  category: Category;
  title: string;
  details: string;
  address: string;
  contact: string;
  day: string;
  from: string;
  to: string;
  risk: string;
  here: { longitude: number; latitude: number } | null;
}

export type Lack = "station" | "what" | "address" | "contact" | "day" | "from" | "to" | "risk";

/** What is still to be written before it can be sent. */
export function lacksOf(draft: Draft): Lack[] {
  const filled: Record<Lack, boolean> = {
    station: draft.station !== null,
    what: draft.title.trim() !== "",
    address: draft.address.trim() !== "",
    contact: draft.contact.trim() !== "",
    day: draft.day !== "",
    from: draft.from !== "",
    to: draft.to !== "",
    risk: draft.risk.trim() !== "",
  };
  return (Object.keys(filled) as Lack[]).filter((each) => !filled[each]);
}

export function isInOrder({ from, to }: Pick<Draft, "from" | "to">): boolean {
  return from < to;
}

export async function fileNeed(draft: Draft, key: string): Promise<Need> {
  if (draft.station === null) throw new TypeError("no station");
  const { longitude, latitude } = draft.here ?? draft.station;
  const day = `${draft.day}T04:00:00Z`; // noon in China
  const body = {
    organisation_id: draft.station.organisation_id,
    category: draft.category,
    title: draft.title.trim(),
    details: draft.details.trim(),
    address: draft.address.trim(),
    contact: draft.contact.trim(),
    risk_notice: draft.risk.trim(),
    longitude,
    latitude,
    datum: "wgs84" as const,
    starts_at: onDayOf(day, draft.from),
    ends_at: onDayOf(day, draft.to),
  };
  return await api.post("/needs", { body, key });
}

export async function listMyNeeds(cursor?: string): Promise<Page<Need>> {
  return await api.get("/needs", { query: { mine: true, cursor, limit: PAGE } });
}

export async function withdrawNeed(id: number, key: string): Promise<void> {
  await api.post("/needs/{need_id}/withdraw", { path: { need_id: id }, key });
}
