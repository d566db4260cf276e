import { beforeEach, expect, test, vi } from "vitest";
import type { Fix } from "@/services/location";

const seen = () => {
  const fixes: Fix[] = [];
  const refusals: string[] = [];
  return {
    fixes,
    refusals,
    onFix: (fix: Fix) => void fixes.push(fix),
    onRefused: (why: string) => void refusals.push(why),
  };
};

// --- in the browser ------------------------------------------------------------------------------

function browser() {
  let heard: PositionCallback = () => undefined;
  let failed: PositionErrorCallback = () => undefined;
  const geolocation = {
    watchPosition: vi.fn((ok: PositionCallback, no: PositionErrorCallback) => {
      [heard, failed] = [ok, no];
      return 5;
    }),
    getCurrentPosition: vi.fn(),
    clearWatch: vi.fn(),
  };
  vi.stubGlobal("navigator", { geolocation });
  return {
    geolocation,
    say: (accuracy: number) =>
      heard({
        timestamp: 1000,
        coords: { longitude: 108.5, latitude: 28.5, accuracy, speed: null, altitude: null },
      } as GeolocationPosition),
    refuse: (code: number) => failed({ code, PERMISSION_DENIED: 1 } as GeolocationPositionError),
  };
}

test("a browser's position is WGS-84 and says so; accuracy zero is unknown", async () => {
  const { say } = browser();
  const { watchPosition } = await import("@/services/location");
  const ears = seen();
  watchPosition(ears);
  say(20);
  say(0);
  expect(ears.fixes[0]).toEqual({
    t: 1000,
    longitude: 108.5,
    latitude: 28.5,
    accuracy: 20,
    speed: null,
    altitude: null,
    datum: "wgs84",
  });
  expect(ears.fixes[1]?.accuracy).toBeNull();
});

test("no permission and no signal are told apart, and nothing is heard after the stop", async () => {
  const { refuse, say, geolocation } = browser();
  const { watchPosition } = await import("@/services/location");
  const ears = seen();
  const stop = watchPosition(ears);
  refuse(1);
  refuse(3);
  expect(ears.refusals).toEqual(["denied", "none"]);
  stop();
  stop();
  say(10);
  expect(ears.fixes).toEqual([]);
  expect(geolocation.clearWatch).toHaveBeenCalledOnce();
});

test("a phone that lies still is asked again, or its silence would look like absence", async () => {
  vi.useFakeTimers();
  const { geolocation } = browser();
  const { watchPosition } = await import("@/services/location");
  const stop = watchPosition(seen());
  vi.advanceTimersByTime(60_000);
  expect(geolocation.getCurrentPosition).toHaveBeenCalledTimes(4);
  expect(geolocation.getCurrentPosition.mock.calls[0]?.[2]).toMatchObject({ maximumAge: 0 });
  stop();
  vi.advanceTimersByTime(60_000);
  expect(geolocation.getCurrentPosition).toHaveBeenCalledTimes(4);
});

// --- in WeChat -----------------------------------------------------------------------------------

const wechat = {
  startLocationUpdate: vi.fn(),
  stopLocationUpdate: vi.fn(),
  onLocationChange: vi.fn(),
  offLocationChange: vi.fn(),
  getLocation: vi.fn(),
};
beforeEach(() => {
  vi.clearAllMocks();
  vi.stubGlobal("wx", wechat);
});

async function inWeChat() {
  vi.stubEnv("UNI_PLATFORM", "mp-weixin");
  return import("@/services/location");
}

test("WeChat is asked for WGS-84, by the stream and never by getLocation, which repeats itself", async () => {
  const { watchPosition } = await inWeChat();
  const ears = seen();
  watchPosition(ears);
  expect(wechat.startLocationUpdate.mock.calls[0]?.[0]).toMatchObject({ type: "wgs84" });
  const say = wechat.onLocationChange.mock.calls[0]?.[0] as (found: object) => void;
  say({ longitude: 108.5, latitude: 28.5, accuracy: 30, speed: -1, altitude: 300 });
  expect(ears.fixes[0]).toMatchObject({ accuracy: 30, speed: null, altitude: 300, datum: "wgs84" });
  expect(wechat.getLocation).not.toHaveBeenCalled();
});

test("two who watch share the stream; it ends with the last of them", async () => {
  const { watchPosition } = await inWeChat();
  const [one, two] = [seen(), seen()];
  const [stopOne, stopTwo] = [watchPosition(one), watchPosition(two)];
  expect(wechat.onLocationChange).toHaveBeenCalledOnce();
  stopOne();
  expect(wechat.stopLocationUpdate).not.toHaveBeenCalled();
  const say = wechat.onLocationChange.mock.calls[0]?.[0] as (found: object) => void;
  say({ longitude: 108.5, latitude: 28.5, accuracy: 30, speed: 0, altitude: 0 });
  expect([one.fixes.length, two.fixes.length]).toEqual([0, 1]);
  stopTwo();
  expect(wechat.stopLocationUpdate).toHaveBeenCalledOnce();
});

test.each([
  ["startLocationUpdate:fail auth deny", "denied"],
  ["startLocationUpdate:fail privacy permission is not authorized", "denied"],
  ["startLocationUpdate:fail system permission denied", "off"],
  ["startLocationUpdate:fail:ERROR_NOCELL&WIFI_LOCATIONSWITCHOFF service off", "off"],
])("%s is %s", async (errMsg, why) => {
  wechat.startLocationUpdate.mockImplementationOnce((options: { fail: (error: object) => void }) =>
    options.fail({ errMsg }),
  );
  const { locateOnce } = await inWeChat();
  expect(await locateOnce()).toBe(why);
});

test("who waits in vain is told after ten seconds", async () => {
  vi.useFakeTimers();
  const { locateOnce } = await inWeChat();
  const found = locateOnce();
  vi.advanceTimersByTime(10_000);
  expect(await found).toBe("none");
});
