/** What happens once, before the first page and when the app starts. */
import { enterByName, loadUser, type DevelopmentRole } from "./session";
import { listenForNetwork } from "./following";
import { end } from "@/stores/running";
import { asFailure } from "./failures";
import { IN_WECHAT } from "./platform";
import { listenForPrivacy } from "./privacy";

let entering: Promise<boolean> = Promise.resolve(false);

/** Before any page is there: begin to log in as whom the address says. */
export function enter(): void {
  entering = enterAs();
  entering.catch(() => undefined); // `start` says what went wrong
}

export async function start(): Promise<void> {
  listenForPrivacy();
  listenForNetwork();
  try {
    if (!(await entering)) await loadUser();
  } catch (reason) {
    // Without network, or where logging in by name is off: each page says itself what it cannot fetch.
    asFailure(reason);
  }
}

/** As whom one can look at a trial, and the page that this person comes for. */
const PERSONS: Record<string, { name: string; page: string }> = {
  volunteer: { name: "试用志愿者", page: "activities/activities" },
  resident: { name: "试用居民", page: "stations/stations" },
  leader: { name: "试用负责人", page: "leader/home/home" },
  reviewer: { name: "试用管理员", page: "leader/home/home" },
};

/** `?as=volunteer` logs in by name with one click, where the server is set up for trying things out. */
async function enterAs(): Promise<boolean> {
  if (IN_WECHAT) return false;
  const role = new URLSearchParams(location.search).get("as") ?? "";
  const person = PERSONS[role];
  if (person === undefined) return false;
  // Once: who goes on from here and comes back is whoever they are by then.
  const page = location.hash.length > 2 ? location.hash : `#/pages/${person.page}`;
  history.replaceState(history.state, "", location.pathname + page);
  end(); // what is kept here may be of somebody else
  await enterByName(person.name, role as DevelopmentRole);
  return true;
}
