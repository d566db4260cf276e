import { beforeEach, expect, test, vi } from "vitest";
import { activity, attendance, fixAt, server, slot, START } from "./scenes";
import { sent, serve } from "./setup";

const geolocation = {
  watchPosition: vi.fn(() => 7),
  clearWatch: vi.fn(),
  getCurrentPosition: vi.fn(),
};

beforeEach(() => {
  vi.clearAllMocks();
  vi.stubGlobal("navigator", { geolocation });
  vi.useFakeTimers({ now: START });
  serve(server());
});

async function service(located = true) {
  const store = await import("@/stores/running");
  const following = await import("@/services/following");
  store.begin(activity, slot, attendance, located ? fixAt(START) : null);
  following.follow();
  return { store, ...following };
}

test("a service is followed once, however often the app is shown, and not while it is hidden", async () => {
  const { follow, rest } = await service();
  follow();
  expect(geolocation.watchPosition).toHaveBeenCalledOnce();
  rest();
  expect(geolocation.clearWatch).toHaveBeenCalledWith(7);
  follow();
  expect(geolocation.watchPosition).toHaveBeenCalledTimes(2);
});

test("what was recorded goes out when the app is hidden", async () => {
  const { store, rest } = await service();
  store.record(fixAt(START + 20_000));
  rest();
  await vi.advanceTimersByTimeAsync(10);
  expect(sent.filter((each) => each.path.endsWith("/pings"))).toHaveLength(1);
});

test("it stops by itself when the service is over, or the consent is taken back", async () => {
  const { store } = await service();
  store.unlocate();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(geolocation.clearWatch).toHaveBeenCalledOnce();
  store.end();
  await vi.advanceTimersByTimeAsync(90_000);
  expect(vi.getTimerCount()).toBe(0);
});

test("nobody is located who checked in by code", async () => {
  await service(false);
  expect(geolocation.watchPosition).not.toHaveBeenCalled();
});
