/** What happens once, when the app starts. */
import { logInByName, loadUser, session, type DevelopmentRole } from "./session";
import { listenForNetwork } from "./following";
import { asFailure } from "./failures";
import { IN_WECHAT } from "./platform";
import { listenForPrivacy } from "./privacy";
import { keep, recall } from "./storage";

export async function start(): Promise<void> {
  listenForPrivacy();
  listenForNetwork();
  try {
    if (!(await enterAs())) await loadUser();
  } catch (reason) {
    // Without network, or where logging in by name is off: each page says itself what it cannot fetch.
    asFailure(reason);
  }
}

/** As whom one can look at a trial, and what that person comes for. */
const PERSONS: Record<string, { name: string; role: DevelopmentRole; page: string }> = {
  volunteer: { name: "试用志愿者", role: "volunteer", page: "activities/activities" },
  leader: { name: "试用负责人", role: "leader", page: "leader/home/home" },
  resident: { name: "试用居民", role: "resident", page: "stations/stations" },
};
const AS = "as";

/** `?as=leader` logs in with one click, where the server is set up for trying things out. */
async function enterAs(): Promise<boolean> {
  if (IN_WECHAT) return false;
  const wanted = new URLSearchParams(location.search).get("as") ?? "";
  const person = PERSONS[wanted];
  // Who came before stays logged in, pages and all, until another person is asked for.
  if (person === undefined || (session.loggedIn && recall(AS) === wanted)) return false;
  await logInByName(person.name, person.role);
  keep(AS, wanted);
  if (/^(#\/?)?$/.test(location.hash)) void uni.reLaunch({ url: `/pages/${person.page}` });
  return true;
}
