/** The square code on the leader's phone: WeChat scans by itself, a browser through its camera. */
import { IN_WECHAT } from "./platform";

/** Browsers give their camera to secure pages only; elsewhere the six digits do the same. */
export const CAN_SCAN = IN_WECHAT || typeof navigator?.mediaDevices?.getUserMedia === "function";

/** WeChat's own scanner: what was scanned, or null if nothing was. */
export function scanInWeChat(): Promise<string | null> {
  return new Promise((resolve) => {
    uni.scanCode({
      scanType: ["qrCode"],
      success: ({ result }) => resolve(result),
      fail: () => resolve(null),
    });
  });
}
