/** What happens once, when the app starts. */
import { logInByName, loadUser, session, type DevelopmentRole } from "./session";
import { listenForNetwork } from "./following";
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

/** `?as=volunteer` logs in by name with one click, where the server is set up for trying things out. */
function enterAs(): Promise<void> | null {
  if (IN_WECHAT) return null;
  const role = new URLSearchParams(location.search).get("as");
  const known: Record<string, [string, DevelopmentRole]> = {
    volunteer: ["试用志愿者", "volunteer"],
    resident: ["试用居民", "volunteer"],
    leader: ["试用负责人", "coordinator"],
  };
  const found = role === null ? undefined : known[role];
  if (found !== undefined && !session.loggedIn) return logInByName(...found);
  return null;
}
