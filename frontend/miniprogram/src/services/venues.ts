/** Venues: where volunteers are at home and residents are helped. Open to all, with or without a login. */
import { api, ORIGIN } from "./http";
import { IN_WECHAT } from "./platform";
import type { Page, Venue, VenueToday } from "./shapes";

const NEAR_M = 50_000;
const PAGE = 20;
const CLOSE_M = 100;

interface Place {
  longitude: number;
  latitude: number;
}

const around = ({ longitude, latitude }: Place, radius_m: number) => ({
  near: `${longitude},${latitude}`,
  datum: "wgs84" as const,
  radius_m,
});

export async function findVenues(near?: Place, cursor?: string): Promise<Page<Venue>> {
  const query = { ...(near && around(near, NEAR_M)), cursor, limit: PAGE };
  return await api.get("/venues", { query });
}

export async function getVenue(id: number): Promise<Venue> {
  return await api.get("/venues/{organisation_id}", { path: { organisation_id: id } });
}

/** Where the picture lies that a venue shows first; null while it has none that passed. */
export function coverOf(venue: Venue): string | null {
  const photo = venue.photos.find((each) => each.state === "pass");
  // Whole: of a path alone uni makes one below /m/, where only the screens are.
  const origin = ORIGIN || (IN_WECHAT ? "" : location.origin);
  return photo ? `${origin}${photo.url}` : null;
}

/** What goes on at a venue until midnight, and whether it is open; null if the server does not list it. */
export async function findToday(venue: Venue): Promise<VenueToday | null> {
  const query = { ...around(venue, CLOSE_M), limit: PAGE };
  const { items } = await api.get("/venues/today", { query });
  return items.find((each) => each.organisation_id === venue.organisation_id) ?? null;
}
