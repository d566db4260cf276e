/** Where this build runs; uni-app writes the word in, so that what the other needs falls away. */

export const IN_WECHAT = process.env.UNI_PLATFORM === "mp-weixin";
/** Browsers lead nobody to their settings. */
export const CAN_OPEN_SETTINGS = IN_WECHAT;

/** What we use of WeChat that uni-app does not hand on. */
export interface WeChat {
  startLocationUpdate(options: { type: "wgs84"; fail?: (error: { errMsg: string }) => void }): void;
  getLocation(options: {
    type: "wgs84";
    success: (found: WeChatFix) => void;
    fail: (error: { errMsg: string }) => void;
  }): void;
  stopLocationUpdate(options: object): void;
  onLocationChange(hear: (found: WeChatFix) => void): void;
  offLocationChange(hear: (found: WeChatFix) => void): void;
  onNeedPrivacyAuthorization?(ask: (resolve: (answer: PrivacyAnswer) => void) => void): void;
  openPrivacyContract(options: object): void;
  requestSubscribeMessage(options: {
    tmplIds: string[];
    success: (said: Record<string, string>) => void;
    fail: () => void;
  }): void;
}

export interface WeChatFix {
  latitude: number;
  longitude: number;
  accuracy: number;
  speed: number;
  altitude: number;
}

export interface PrivacyAnswer {
  event: "agree" | "disagree";
  buttonId?: string;
}

/** WeChat itself; only where `IN_WECHAT`. */
export function weChat(): WeChat {
  return wx as unknown as WeChat;
}

/** Keep the screen on while a service is followed; browsers cannot, and need not say so. */
export function keepAwake(keepScreenOn: boolean): void {
  uni.setKeepScreenOn({ keepScreenOn, fail: () => undefined });
}

/**
 * Open the address of a file, or where WeChat opens none copy it for a browser; say whether it was copied.
 */
export async function openLink(link: string): Promise<boolean> {
  if (!IN_WECHAT) {
    location.assign(link);
    return false;
  }
  await uni.setClipboardData({ data: link });
  return true;
}
