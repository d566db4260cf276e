/** The square code on the leader's phone. */
import { IN_WECHAT } from "./platform";

/** Browsers have no scanner of ours: there the six digits do the same. */
export const CAN_SCAN = IN_WECHAT;

/** Return what was scanned, or null if nothing was. */
export function scan(): Promise<string | null> {
  return new Promise((resolve) => {
    uni.scanCode({
      scanType: ["qrCode"],
      success: ({ result }) => resolve(result),
      fail: () => resolve(null),
    });
  });
}
