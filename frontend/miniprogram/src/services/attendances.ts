/** Being there: check-in, check-out, what it came to. */
import type { Fix } from "./location";
import { deviceId, PLATFORM } from "./device";
import { api } from "./http";
import {
  type Attendance,
  type AttendanceView,
  type Dispute,
  type OwnAttendance,
  type Page,
} from "./shapes";

const PAGE = 20;

/** A position of a batch: no more figures than a phone's position is good for. */
export interface Ping {
  t: string;
  longitude: number;
  latitude: number;
  accuracy: number | null;
  speed?: number;
  altitude?: number;
}

/** By what somebody shows that they are there. */
export type Proof =
  { method: "gps"; fix: Fix; code?: string } | { method: "code" | "qr"; code: string; fix?: Fix };

export async function checkIn(activityId: number, proof: Proof, key: string): Promise<Attendance> {
  const path = { activity_id: activityId };
  const body = {
    method: proof.method,
    ping: proof.fix && pingOf(proof.fix),
    code: proof.code,
  };
  return await api.post("/activities/{activity_id}/check-in", { path, body, key });
}

/** Leave: with a position where one was agreed to, else with a code, else on one's word. */
export async function checkOut(
  id: number,
  { fix, code }: { fix?: Fix; code?: string },
  key: string,
): Promise<Attendance> {
  const path = { attendance_id: id };
  const body = { ping: fix && pingOf(fix), code };
  return await api.post("/attendances/{attendance_id}/check-out", { path, body, key });
}

/** Send positions; sent again under the same name they are kept once. */
export async function sendPings(
  id: number,
  batch: { id: string; pings: readonly Ping[] },
): Promise<void> {
  const path = { attendance_id: id };
  const body = {
    batch_id: batch.id,
    datum: "wgs84" as const,
    platform: PLATFORM,
    device_id: deviceId(),
    sent_at: new Date().toISOString(),
    pings: [...batch.pings],
  };
  await api.post("/attendances/{attendance_id}/pings", { path, body });
}

export interface Means {
  allowed: string[];
  /** Which means needs one of which others beside it. */
  second: Record<string, string[]>;
}

/** By which means an activity lets people check in. */
export async function getMeans(activityId: number): Promise<Means> {
  const path = { activity_id: activityId };
  return await api.get("/activities/{activity_id}/check-in-policy", { path });
}

export async function getAttendance(id: number): Promise<AttendanceView> {
  return await api.get("/attendances/{attendance_id}", { path: { attendance_id: id } });
}

export async function listAttendances(cursor?: string): Promise<Page<OwnAttendance>> {
  return await api.get("/me/attendances", { query: { cursor, limit: PAGE } });
}

/** What is under way, also when this phone remembers nothing of it. */
export async function findRunning(): Promise<OwnAttendance | null> {
  const found: Page<OwnAttendance> = await api.get("/me/attendances", {
    query: { open: true, limit: 1 },
  });
  return found.items[0] ?? null;
}

export interface Objection {
  reason: string;
  start?: string;
  end?: string;
}

/** Say that the hours are wrong; another person looks. */
export async function object(id: number, what: Objection, key: string): Promise<Dispute> {
  const path = { attendance_id: id };
  return await api.post("/attendances/{attendance_id}/disputes", { path, body: what, key });
}

export async function withdrawObjection(disputeId: number, key: string): Promise<void> {
  await api.post("/disputes/{dispute_id}/withdraw", { path: { dispute_id: disputeId }, key });
}

function pingOf(fix: Fix) {
  return {
    t: new Date(fix.t).toISOString(),
    longitude: fix.longitude,
    latitude: fix.latitude,
    accuracy: fix.accuracy,
    speed: fix.speed,
    altitude: fix.altitude,
    datum: fix.datum,
    platform: PLATFORM,
    device_id: deviceId(),
  } as const;
}
