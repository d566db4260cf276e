/** What this phone is called among its owner's attendances: a name it made up itself, never one of its maker's. */
import { newKey } from "./http";
import { IN_WECHAT } from "./platform";
import { keep, recall } from "./storage";

export const PLATFORM: "wechat" | "browser" = IN_WECHAT ? "wechat" : "browser";

export function deviceId(): string {
  const known = recall<string>("device");
  if (known !== null) return known;
  const made = newKey();
  keep("device", made);
  return made;
}
