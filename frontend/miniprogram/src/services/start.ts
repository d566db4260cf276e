/** What happens once, when the app starts. */
import { logInByName, loadUser, type DevelopmentRole } from "./session";
import { listenForNetwork } from "./following";
import { end } from "@/stores/running";
import { asFailure } from "./failures";
import { IN_WECHAT } from "./platform";
import { listenForPrivacy } from "./privacy";

export async function start(): Promise<void> {
  listenForPrivacy();
  listenForNetwork();
  try {
    await (enterAs() ?? loadUser());
  } catch (reason) {
    // Without network, or where logging in by name is off: each page says itself what it cannot fetch.
    asFailure(reason);
  }
}

const NAMES: Record<string, string> = {
  volunteer: "试用志愿者",
  resident: "试用居民",
  leader: "试用负责人",
  reviewer: "试用管理员",
};

/** `?as=volunteer` logs in by name with one click, where the server is set up for trying things out. */
function enterAs(): Promise<void> | null {
  if (IN_WECHAT) return null;
  const role = new URLSearchParams(location.search).get("as") ?? "";
  const name = NAMES[role];
  if (name === undefined) return null;
  // Once: who goes on from here and comes back is whoever they are by then.
  history.replaceState(history.state, "", location.pathname + location.hash);
  end(); // what is kept here may be of somebody else
  return logInByName(name, role as DevelopmentRole);
}
