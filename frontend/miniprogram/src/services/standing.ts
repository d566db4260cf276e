/** Where somebody stands against the sites: for the screen. The server decides by its own reckoning. */
import { nearest, wayWords, type Standing as Nearest } from "@weiguang/common/geo";
import { unbroken } from "@weiguang/common/texts";
import { settings } from "@/stores/settings";
import type { Fix } from "./location";
import { fenceOf } from "./outlines";
import type { Site } from "./shapes";

/** Beyond this a fix does not count as being near, however vague it is; as the server has it. */
const REACH_M = 100;
const UNKNOWN_ACCURACY_M = 50;

export interface Standing extends Nearest {
  /** `inside` beyond doubt, `unsure` within the error of the fix, `outside`. */
  is: "inside" | "unsure" | "outside";
}

/** Return how a fix lies to the nearest of the sites; null without any. */
export function standingAt(fix: Fix, sites: readonly Site[]): Standing | null {
  const fences = sites.flatMap((site) => {
    const fence = fenceOf(site); // the server gives WGS-84 out
    return fence ? [{ id: site.site_id, name: site.name, fence }] : [];
  });
  const found = nearest(fences, { lon: fix.longitude, lat: fix.latitude });
  if (found === null) return null;
  const doubt = Math.min(fix.accuracy ?? UNKNOWN_ACCURACY_M, REACH_M);
  const surely = found.distanceM + doubt <= 0;
  return { ...found, is: surely ? "inside" : found.distanceM <= doubt ? "unsure" : "outside" };
}

/** 还差 120 米，东北方向 */
export function wayTo(standing: Standing): string {
  const far = Math.max(1, standing.distanceM);
  return unbroken(wayWords(far, standing.bearingDeg, settings.language));
}
