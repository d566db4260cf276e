/** The only place that asks where the phone is. Every position says its datum; we ask for WGS-84. */

import { IN_WECHAT, weChat, type WeChatFix } from "./platform";

/** One position as the phone gave it. */
export interface Fix {
  /** When it was taken, in milliseconds since 1970, by the phone's clock. */
  t: number;
  longitude: number;
  latitude: number;
  /** How far off it may be, in metres; null if the phone does not say. */
  accuracy: number | null;
  speed: number | null;
  altitude: number | null;
  datum: "wgs84";
}

/** Why there is no position. `denied`: the person said no; `off`: the phone's own switch; `none`: no signal. */
export type Refusal = "denied" | "off" | "none";

export interface Watcher {
  onFix: (fix: Fix) => void;
  onRefused: (why: Refusal) => void;
}

const STILL_THERE_MS = 15_000;
const BROWSER: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 15_000 };

/** Ask for positions until the returned function is called. */
export function watchPosition(watcher: Watcher): () => void {
  let stopped = false;
  const guarded: Watcher = {
    onFix: (fix) => !stopped && watcher.onFix(fix),
    onRefused: (why) => !stopped && watcher.onRefused(why),
  };
  const end = IN_WECHAT ? watchInWeChat(guarded) : watchInBrowser(guarded);
  return () => {
    if (stopped) return;
    stopped = true;
    end();
  };
}

/** Return the next position, or why there is none. */
export function locateOnce(withinMs = 10_000): Promise<Fix | Refusal> {
  return new Promise((resolve) => {
    let stop = (): void => undefined;
    const end = (found: Fix | Refusal): void => {
      clearTimeout(timer);
      setTimeout(() => stop()); // a fix may come before watchPosition has returned
      resolve(found);
    };
    const timer = setTimeout(() => end("none"), withinMs);
    stop = watchPosition({ onFix: end, onRefused: end });
  });
}

/** Return about where the phone is, for a list: WeChat's quick way, which starts no stream. */
export function locateNearby(): Promise<Fix | Refusal> {
  if (!IN_WECHAT) return locateOnce();
  return new Promise((resolve) => {
    weChat().getLocation({
      type: "wgs84",
      success: (found) => resolve(fixOf(found)),
      fail: ({ errMsg }) => resolve(reasonOf(errMsg)),
    });
  });
}

function watchInBrowser({ onFix, onRefused }: Watcher): () => void {
  if (!("geolocation" in navigator)) {
    onRefused("off");
    return () => undefined;
  }
  const heard = ({ coords, timestamp }: GeolocationPosition): void =>
    onFix({
      t: timestamp,
      longitude: coords.longitude,
      latitude: coords.latitude,
      accuracy: known(coords.accuracy),
      speed: coords.speed,
      altitude: coords.altitude,
      datum: "wgs84", // the Geolocation API knows no other
    });
  const failed = (error: GeolocationPositionError): void =>
    onRefused(error.code === error.PERMISSION_DENIED ? "denied" : "none");
  const id = navigator.geolocation.watchPosition(heard, failed, BROWSER);
  // Of a phone that lies still some browsers tell nothing more: that it is still there must be asked.
  const asking = setInterval(
    () => navigator.geolocation.getCurrentPosition(heard, failed, BROWSER),
    STILL_THERE_MS,
  );
  return () => {
    clearInterval(asking);
    navigator.geolocation.clearWatch(id);
  };
}

// getLocation gives its cached fix again for 30 seconds, so it is of no use to somebody who walks closer:
// positions come from onLocationChange alone. WeChat has one such stream for all of the mini-program.
const watchers = new Set<Watcher>();

function watchInWeChat(watcher: Watcher): () => void {
  watchers.add(watcher);
  if (watchers.size === 1) weChat().onLocationChange(hand);
  weChat().startLocationUpdate({
    type: "wgs84",
    fail: ({ errMsg }) => watcher.onRefused(reasonOf(errMsg)),
  });
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    weChat().offLocationChange(hand);
    weChat().stopLocationUpdate({});
  };
}

function hand(found: WeChatFix): void {
  const fix = fixOf(found);
  for (const each of [...watchers]) each.onFix(fix);
}

function fixOf(found: WeChatFix): Fix {
  return {
    t: Date.now(),
    longitude: found.longitude,
    latitude: found.latitude,
    accuracy: known(found.accuracy),
    speed: found.speed >= 0 ? found.speed : null,
    altitude: found.altitude,
    datum: "wgs84",
  };
}

function reasonOf(message: string): Refusal {
  return /system|service/i.test(message) ? "off" : "denied";
}

/** Zero and less mean that the phone does not know, never that it is perfect. */
function known(accuracy: number): number | null {
  return accuracy > 0 ? accuracy : null;
}

/** Lead to where WeChat lets people change their mind about the location. */
export function openSettings(): void {
  uni.openSetting({});
}
