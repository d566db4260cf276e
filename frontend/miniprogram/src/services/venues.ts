/** Venues: where volunteers are at home and residents are helped. Open to all, with or without a login. */
import { api } from "./http";
import type { Activity, Page, Venue } from "./shapes";

const NEAR_M = 50_000;
const PAGE = 20;
const CLOSE_M = 400;
const CHINA_MS = 8 * 3600_000;
const DAY_MS = 24 * 3600_000;

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

/** What goes on at a venue from now to the end of the day in China. */
export async function findToday(venue: Venue, now = Date.now()): Promise<Activity[]> {
  const query = {
    ...around(venue, venue.radius_m + CLOSE_M),
    from: new Date(now).toISOString(),
    to: new Date(endOfDay(now)).toISOString(),
    limit: PAGE,
  };
  return (await api.get("/activities", { query })).items;
}

export function endOfDay(now: number): number {
  return Math.floor((now + CHINA_MS) / DAY_MS + 1) * DAY_MS - CHINA_MS;
}
