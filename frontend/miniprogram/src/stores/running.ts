/** The service that is under way on this phone. All of it is on the disk: WeChat may kill the app at any moment. */
import { PingQueue } from "@weiguang/common/pings";
import { reactive } from "vue";
import {
  checkIn,
  checkOut,
  findRunning,
  sendPings,
  type Ping,
  type Proof,
} from "@/services/attendances";
import { getActivity } from "@/services/activities";
import { asFailure } from "@/services/failures";
import { newKey } from "@/services/http";
import type { Fix } from "@/services/location";
import type { Activity, Attendance, Site, Slot } from "@/services/shapes";
import { disk, forget, keep, recall } from "@/services/storage";
import { outcomeOf, passes } from "./outcomes";

export interface Departure {
  at: number;
  fix?: Fix;
  code?: string;
  key: string;
}

export interface Service {
  activityId: number;
  slotId: number;
  title: string;
  sites: Site[];
  endsAt: string;
  /** Null until the server has heard of it. */
  attendanceId: number | null;
  arrivedAt: number;
  /** What is still to be sent: how one arrived, how one left. */
  arrival: { proof: Proof; key: string } | null;
  departure: Departure | null;
  /** Why the server did not accept how one came, or left. */
  refusal: { zh: string; en: string } | null;
  /** Whether positions are recorded. */
  located: boolean;
  last: Fix | null;
  /** Seconds for which nothing was recorded, of gaps that may count. */
  missingSeconds: number;
}

const SERVICE = "service";
const EVERY_MS = 20_000;
const GAP_MS = 10 * 60_000; // up to here the server credits a silence by itself

interface Running {
  now: Service | null;
  /** Positions that have not arrived yet. */
  queued: number;
  /** Positions that were left out because the phone is full, or are in danger of it. */
  isFull: boolean;
}
export const running = reactive<Running>({ now: recall(SERVICE), queued: 0, isFull: false });

const queue = new PingQueue<Ping>({
  storage: disk,
  name: "pings",
  newId: newKey,
  send: async (batch) => {
    const id = running.now?.attendanceId;
    if (id == null) return "later";
    try {
      await sendPings(id, batch);
      return "arrived";
    } catch (reason) {
      const failure = asFailure(reason);
      // Who took their consent back, on whichever phone, is not located from here on.
      if (failure.name === "Problem" && failure.code === "consent_needed") unlocate();
      return outcomeOf(failure);
    }
  },
});
tell();

function tell(): void {
  running.queued = queue.size;
  running.isFull = queue.isUnsaved || queue.thinned > 0;
}

/** Begin where the server has accepted the arrival. */
export function begin(
  activity: Activity,
  slot: Slot,
  attendance: Attendance,
  fix: Fix | null,
): void {
  const arrivedAt = Date.parse(attendance.checked_in_at);
  store({
    ...described(activity, slot),
    arrivedAt,
    attendanceId: attendance.id,
    located: fix !== null,
    last: fix,
  });
}

/** Begin without network: the arrival is kept, and sent when there is one. */
export function beginOffline(activity: Activity, slot: Slot, proof: Proof, key: string): void {
  const fix = proof.fix ?? null;
  const arrivedAt = fix?.t ?? Date.now();
  store({
    ...described(activity, slot),
    arrivedAt,
    arrival: { proof, key },
    located: fix !== null,
    last: fix,
  });
}

/** Take over what is under way on the server, when this phone remembers nothing. */
export async function adopt(): Promise<void> {
  if (running.now !== null) return;
  const found = await findRunning().catch((reason: unknown) => (asFailure(reason), null));
  if (found === null) return;
  const activity = await getActivity(found.activity_id).catch(
    (reason: unknown) => (asFailure(reason), null),
  );
  const slot = activity?.slots.find((each) => each.id === found.slot_id);
  if (activity && slot) begin(activity, slot, found, null);
  if (running.now) change({ located: found.method === "gps" });
}

/** Keep a position of the service, if it is time for one. */
export function record(fix: Fix): void {
  const now = running.now;
  if (now === null || !now.located || now.departure !== null) return;
  const since = now.last === null ? Infinity : fix.t - now.last.t;
  if (since < EVERY_MS) return;
  const missing = since !== Infinity && since > GAP_MS ? Math.round(since / 1000) : 0;
  queue.add(pingOf(fix));
  tell();
  change({ last: fix, missingSeconds: now.missingSeconds + missing });
}

/** Record no more positions of this service, and forget those that were not sent. */
export function unlocate(): void {
  queue.clear();
  change({ located: false, last: null });
  tell();
}

/** Leave: at once if there is network, else when there is. */
export async function leave(way: { fix?: Fix; code?: string }): Promise<void> {
  change({ refusal: null, departure: { ...way, at: way.fix?.t ?? Date.now(), key: newKey() } });
  await sync({ all: true, now: true });
}

let syncing: Promise<void> | null = null;

/** Send what is waiting: the arrival, then the positions, then the leaving. */
export function sync(how: { all?: boolean; now?: boolean } = {}): Promise<void> {
  // Who asks for everything is not content with what somebody else asked for.
  if (syncing !== null && how.all) return syncing.then(() => sync(how));
  syncing ??= send(how).finally(() => {
    syncing = null;
    tell();
  });
  return syncing;
}

async function send(how: { all?: boolean; now?: boolean }): Promise<void> {
  await sendArrival();
  const now = running.now;
  if (now === null || now.attendanceId === null) return;
  await queue.flush(now.departure ? { ...how, all: true } : how);
  if (now.departure !== null && queue.size === 0)
    await sendDeparture(now.attendanceId, now.departure);
}

async function sendDeparture(id: number, { fix, code, key }: Departure): Promise<void> {
  try {
    await checkOut(id, { fix, code }, key);
    end();
  } catch (reason) {
    const failure = asFailure(reason);
    if (passes(failure)) return;
    change({ departure: null, refusal: { zh: failure.detail, en: failure.detailEn } });
  }
}

async function sendArrival(): Promise<void> {
  const now = running.now;
  if (!now?.arrival || now.refusal) return;
  try {
    const attendance = await checkIn(now.activityId, now.arrival.proof, now.arrival.key);
    change({ arrival: null, attendanceId: attendance.id });
  } catch (reason) {
    const failure = asFailure(reason);
    if (passes(failure)) return;
    change({ refusal: { zh: failure.detail, en: failure.detailEn } });
  }
}

/** Forget it: it is over, or was never accepted. */
export function end(): void {
  queue.clear();
  running.now = null;
  tell();
  forget(SERVICE);
}

function described(activity: Activity, slot: Slot) {
  const sites = activity.sites.filter((site) => slot.site_ids?.includes(site.site_id) ?? true);
  return {
    activityId: activity.id,
    slotId: slot.id,
    title: activity.title,
    sites,
    endsAt: slot.ends_at,
  };
}

function store(
  some: Pick<Service, "activityId" | "slotId" | "title" | "sites" | "endsAt" | "arrivedAt"> &
    Partial<Service>,
): void {
  queue.clear(); // positions of another service are of nothing any more
  tell();
  const blank = { attendanceId: null, arrival: null, departure: null, refusal: null };
  running.now = { ...blank, located: false, last: null, missingSeconds: 0, ...some };
  keep(SERVICE, running.now);
}

function change(some: Partial<Service>): void {
  if (running.now === null) return;
  Object.assign(running.now, some);
  keep(SERVICE, running.now);
}

const rounded = (value: number, figures: number): number => Number(value.toFixed(figures));

function pingOf(fix: Fix): Ping {
  return {
    t: new Date(fix.t).toISOString(),
    longitude: rounded(fix.longitude, 6),
    latitude: rounded(fix.latitude, 6),
    accuracy: fix.accuracy === null ? null : rounded(fix.accuracy, 1),
    ...(fix.speed === null ? {} : { speed: rounded(fix.speed, 1) }),
    ...(fix.altitude === null ? {} : { altitude: rounded(fix.altitude, 1) }),
  };
}
