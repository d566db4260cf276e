import { beforeEach, expect, test, vi } from "vitest";
import { activity, attendance, fixAt, server, slot, START } from "./scenes";
import { sent, serve } from "./setup";

/** The app as it starts: from the disk alone. */
async function start() {
  vi.resetModules();
  return import("@/stores/running");
}
const paths = () => sent.map((each) => each.path);
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ["Date"] });
});

test("without network the arrival, the positions and the leaving are kept, survive a killed app and arrive in order", async () => {
  const first = await start();
  first.beginOffline(activity, slot, { method: "gps", fix: fixAt(START) }, "key-1");
  for (let row = 1; row <= 10; row += 1) first.record(fixAt(START + row * 20_000));
  await first.sync();
  const second = await start();
  expect(second.running.now?.title).toBe(activity.title);
  expect(second.running.queued).toBe(10);
  await second.leave({ fix: fixAt(START + HOUR) });
  expect(second.running.now?.departure?.at).toBe(START + HOUR);

  const third = await start();
  sent.length = 0;
  serve(server());
  await third.sync({ all: true, now: true });
  expect(paths()).toEqual([
    "/activities/7/check-in",
    "/attendances/11/pings",
    "/attendances/11/check-out",
  ]);
  const [arrival, ...rest] = sent;
  expect(arrival?.headers["Idempotency-Key"]).toBe("key-1");
  expect((arrival?.body as { ping: { t: string } }).ping.t).toBe(new Date(START).toISOString());
  const stored = rest.flatMap(({ body }) => (body as { pings?: unknown[] }).pings ?? []);
  expect(stored).toHaveLength(10);
  expect(third.running.now).toBeNull();
  expect((await start()).running.now).toBeNull();
});

test("the arrival keeps its key until it is answered", async () => {
  const store = await start();
  store.beginOffline(activity, slot, { method: "gps", fix: fixAt(START) }, "key-2");
  await store.sync();
  await store.sync();
  serve(server());
  await store.sync();
  const keys = sent
    .filter((each) => each.path.endsWith("/check-in"))
    .map((each) => each.headers["Idempotency-Key"]);
  expect(keys).toEqual(["key-2", "key-2", "key-2"]);
  expect(store.running.now?.attendanceId).toBe(attendance.id);
});

test("an arrival that the server refuses is said to be so, and asked once", async () => {
  const refusal = { code: "outside_site", detail: "距签到点 900 米", detail_en: "900 m away" };
  serve(server((one) => (one.path.endsWith("/check-in") ? { status: 409, body: refusal } : null)));
  const store = await start();
  store.beginOffline(activity, slot, { method: "gps", fix: fixAt(START, 900) }, "key-3");
  await store.sync();
  await store.sync();
  expect(store.running.now?.refusal).toEqual({ zh: "距签到点 900 米", en: "900 m away" });
  expect(paths().filter((path) => path.endsWith("/check-in"))).toHaveLength(1);
  store.end();
  expect(store.running.queued).toBe(0);
});

test("a leaving that the server refuses can be done otherwise", async () => {
  const refusal = { code: "code_wrong", detail: "签到码不对", detail_en: "wrong code" };
  serve(server((one) => (one.path.endsWith("/check-out") ? { status: 409, body: refusal } : null)));
  const store = await start();
  store.begin(activity, slot, attendance, null);
  await store.leave({ code: "123456" });
  expect(store.running.now?.departure).toBeNull();
  expect(store.running.now?.refusal?.zh).toBe("签到码不对");
  serve(server());
  await store.leave({ code: "654321" });
  expect(store.running.now).toBeNull();
});

test("a position every twenty seconds is enough, and none is kept after the leaving", async () => {
  const store = await start();
  store.begin(activity, slot, attendance, fixAt(START));
  for (let second = 1; second <= 120; second += 1) store.record(fixAt(START + second * 1000));
  expect(store.running.queued).toBe(6);
  await store.leave({});
  store.record(fixAt(START + HOUR));
  expect(store.running.queued).toBe(6);
});

test("nobody is recorded who did not agree to be located", async () => {
  const store = await start();
  store.begin(activity, slot, attendance, null);
  store.record(fixAt(START + 60_000));
  expect(store.running.queued).toBe(0);
});

test("whose consent is taken back is no longer recorded, and what was not sent is forgotten", async () => {
  const gone = { code: "consent_needed", detail: "需要同意", detail_en: "consent" };
  serve(server((one) => (one.path.endsWith("/pings") ? { status: 403, body: gone } : null)));
  const store = await start();
  store.begin(activity, slot, attendance, fixAt(START));
  store.record(fixAt(START + 20_000));
  await store.sync({ all: true });
  expect(store.running.now).toMatchObject({ located: false, attendanceId: 11 });
  store.record(fixAt(START + 60_000));
  expect(store.running.queued).toBe(0);
});

test("a silence that the server may not credit is counted, a short one is not", async () => {
  const store = await start();
  store.begin(activity, slot, attendance, fixAt(START));
  store.record(fixAt(START + 9 * 60_000));
  expect(store.running.now?.missingSeconds).toBe(0);
  store.record(fixAt(START + 34 * 60_000));
  expect(store.running.now?.missingSeconds).toBe(25 * 60);
});

test("a new phone takes over what is under way on the server", async () => {
  const own = { ...attendance, activity: { id: 7, title: activity.title }, slot };
  serve((one) => {
    if (one.path.startsWith("/me/attendances"))
      return { status: 200, body: { items: [own], next_cursor: null } };
    return one.path === "/activities/7" ? { status: 200, body: activity } : null;
  });
  const store = await start();
  await store.adopt();
  expect(store.running.now).toMatchObject({ attendanceId: 11, located: true, arrivedAt: START });
});

test("four hours of service are at most 300 KB on the wire", async () => {
  serve(server());
  const store = await start();
  store.begin(activity, slot, attendance, fixAt(START));
  // Each login token of ours is about this long.
  const { tokens } = await import("@/services/http");
  tokens.save({ access_token: "x".repeat(300), refresh_token: "y" });
  for (let second = 0; second <= 4 * 3600; second += 1) {
    const ms = START + second * 1000;
    vi.setSystemTime(ms);
    store.record(fixAt(ms, second % 60, { longitude: 108.496312345 + second * 1e-7 }));
    if (second % 30 === 0) await store.sync();
  }
  await store.leave({ fix: fixAt(START + 4 * HOUR) });
  const bytes = sent.reduce((sum, each) => sum + each.bytes, 0);
  const positions = sent.flatMap(
    (each) => (each.body as { pings?: unknown[] } | undefined)?.pings ?? [],
  );
  expect(positions).toHaveLength(720);
  expect(bytes).toBeLessThan(300_000);
  console.log(`uplink of 4 h: ${bytes} bytes in ${sent.length} requests`); // eslint-disable-line no-console -- the figure is the test's result
});
