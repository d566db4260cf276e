/** An activity, its place and a volunteer's answers, as the server writes them. */
import type { Fix } from "@/services/location";
import type { Activity, Attendance, Site, Slot } from "@/services/shapes";
import type { Answering, Sent } from "./setup";

export const START = Date.parse("2026-11-25T06:00:00Z");
export const GATE = { longitude: 108.4963, latitude: 28.5637 };
const METRE = 1 / 110_800; // degrees of latitude here

export const site: Site = {
  site_id: "gate",
  name: "滨江公园东门",
  datum: "wgs84",
  ...GATE,
  feature: {
    type: "Feature",
    properties: { radius_m: 80 },
    geometry: { type: "Point", coordinates: [GATE.longitude, GATE.latitude] },
  },
} as Site;

export const slot = {
  id: 3,
  starts_at: new Date(START).toISOString(),
  ends_at: new Date(START + 4 * 3600_000).toISOString(),
  quota: 20,
  taken: 4,
  waiting: 0,
  open: true,
  site_ids: null,
  cancelled_at: null,
  rule: "",
} as Slot;

export const activity = {
  id: 7,
  title: "乌江岸线清理",
  sites: [site],
  slots: [slot],
  positions: [],
  state: "approved",
  phase: "in_progress",
  waitlist_quota: 0,
} as unknown as Activity;

export const attendance = {
  id: 11,
  activity_id: 7,
  slot_id: 3,
  volunteer_id: 2,
  state: "checked_in",
  method: "gps",
  checked_in_at: new Date(START).toISOString(),
  checked_out_at: null,
  to_review: null,
} as Attendance;

/** A position so many metres south of the gate. */
export function fixAt(ms: number, south = 0, more: Partial<Fix> = {}): Fix {
  return {
    t: ms,
    longitude: GATE.longitude,
    latitude: GATE.latitude - south * METRE,
    accuracy: 12.345678,
    speed: 0.1234567,
    altitude: 315.1234,
    datum: "wgs84",
    ...more,
  };
}

/** A server that takes everything; what a test gives comes first. */
export function server(first: Answering = () => null): Answering {
  return (sent: Sent) => {
    const special = first(sent);
    if (special !== null) return special;
    if (sent.path.endsWith("/check-in")) return { status: 200, body: attendance };
    if (sent.path.endsWith("/pings")) {
      return { status: 200, body: { stored: 1, ignored: 0, duplicate: false, late: false } };
    }
    if (sent.path.endsWith("/check-out")) {
      return { status: 200, body: { ...attendance, state: "checked_out" } };
    }
    return { status: 200, body: { items: [], next_cursor: null } };
  };
}
