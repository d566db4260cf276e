/** A venue while it is being described: what the fields hold, what is wrong, what the server is told. */
import { convert, type Datum } from "@weiguang/common/geo";
import { readSpans, readWeek, weekLines, writeSpans } from "./hours";
import type { components } from "@/services/http";
import type { Venue } from "@/services/shapes";

type VenueIn = components["schemas"]["VenueIn"];

export interface Draft {
  longitude: number | "";
  latitude: number | "";
  datum: Datum;
  radius_m: number | "";
  address: string;
  contact_name: string;
  contact_phone: string;
  slogan: string;
  intro: string;
  week: string[];
  exceptions: { date: string; spans: string; note: string }[];
}

export const MOST = { address: 120, name: 60, slogan: 20, intro: 400 } as const;
const DEFAULT_RADIUS_M = 200;
const [SMALLEST_M, LARGEST_M] = [20, 5_000];
const MOST_SOUTH = 85;
const PHONE = /^[0-9+\-*]{5,20}$/;

export function draftOf(venue: Venue | null): Draft {
  return venue === null ? EMPTY : filled(venue);
}

const EMPTY: Draft = {
  longitude: "",
  latitude: "",
  datum: "wgs84",
  radius_m: DEFAULT_RADIUS_M,
  address: "",
  contact_name: "",
  contact_phone: "",
  slogan: "",
  intro: "",
  week: weekLines([]),
  exceptions: [],
};

function filled(venue: Venue): Draft {
  const { longitude, latitude, radius_m, address, slogan, intro, contact } = venue;
  return {
    ...{ longitude, latitude, radius_m, address, slogan, intro, datum: "wgs84" },
    contact_name: contact?.name ?? "",
    contact_phone: contact?.phone ?? "",
    week: weekLines(venue.weekly),
    exceptions: venue.exceptions.map(({ date, spans, note }) => ({
      ...{ date, note, spans: writeSpans(spans) },
    })),
  };
}

export type Wrong = Partial<Record<"place" | "radius" | "contact" | "week" | "exceptions", true>>;

export function wrongIn(draft: Draft): Wrong {
  const dates = draft.exceptions.map(({ date }) => date);
  const bad = draft.exceptions.some(({ date, spans }) => date === "" || readSpans(spans) === null);
  return {
    ...(placeOf(draft) === null ? { place: true } : {}),
    ...(within(draft.radius_m, SMALLEST_M, LARGEST_M) ? {} : { radius: true }),
    ...(contactFits(draft) ? {} : { contact: true }),
    ...(readWeek(draft.week) === null ? { week: true } : {}),
    ...(bad || new Set(dates).size < dates.length ? { exceptions: true } : {}),
  };
}

/** Return where it is, in WGS-84; null while that is not known. */
export function placeOf({
  longitude,
  latitude,
  datum,
}: Draft): { lon: number; lat: number } | null {
  const inside = within(longitude, -180, 180) && within(latitude, -MOST_SOUTH, MOST_SOUTH);
  return inside ? convert({ lon: Number(longitude), lat: Number(latitude) }, datum, "wgs84") : null;
}

/** Return what the server is told; what the form does not show stays as it was. */
export function bodyOf(draft: Draft, venue: Venue | null): VenueIn {
  const name = draft.contact_name.trim();
  return {
    longitude: Number(draft.longitude),
    latitude: Number(draft.latitude),
    datum: draft.datum,
    radius_m: Number(draft.radius_m),
    address: draft.address.trim(),
    contact: name === "" ? null : { name, phone: draft.contact_phone.trim() },
    slogan: draft.slogan.trim(),
    intro: draft.intro.trim(),
    weekly: readWeek(draft.week) ?? [],
    exceptions: draft.exceptions.map(({ date, spans, note }) => ({
      date,
      spans: readSpans(spans) ?? [],
      note: note.trim(),
    })),
    brand_team_ids: (venue?.brand_teams ?? []).map(({ id }) => id),
  };
}

function within(value: number | "", least: number, most: number): boolean {
  return value !== "" && value >= least && value <= most;
}

function contactFits({ contact_name, contact_phone }: Draft): boolean {
  const [name, phone] = [contact_name.trim(), contact_phone.trim()];
  return name === "" ? phone === "" : PHONE.test(phone);
}
