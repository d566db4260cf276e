/** Who is logged in on this phone. */
import { reactive } from "vue";
import type { components, Tokens } from "@weiguang/common/api/client";
import { api, holdUntil, onLoggedOut, tokens } from "./http";
import type { User } from "./shapes";

export type DevelopmentRole = components["schemas"]["DevelopmentLogin"]["role"] & string;

const state = reactive<{ user: User | null; loggedIn: boolean }>({
  user: null,
  loggedIn: tokens.load() !== null,
});

export const session: Readonly<{ user: User | null; loggedIn: boolean }> = state;

onLoggedOut(() => Object.assign(state, { user: null, loggedIn: false }));

/** Log in with WeChat: the code is good once, for five minutes. */
export async function logInWithWeChat(): Promise<void> {
  const { code } = await uni.login({ provider: "weixin" });
  begin(await api.post("/auth/wechat", { body: { code } }));
}

/** Log in by name: only where the server is set up for trying things out. */
export async function logInByName(name: string, role: DevelopmentRole): Promise<void> {
  begin(await api.post("/auth/dev", { body: { name, role, organisation_id: null } }));
}

/** The same before any page is there: what the pages ask waits for it, so they may ask as if it were done. */
export async function enterByName(name: string, role: DevelopmentRole): Promise<void> {
  state.loggedIn = true;
  const entering = logInByName(name, role);
  holdUntil(entering);
  try {
    await entering;
  } catch (reason) {
    state.loggedIn = tokens.load() !== null;
    throw reason;
  }
}

/** Fetch who this is, if somebody is. */
export async function loadUser(): Promise<void> {
  if (state.loggedIn) state.user = await api.get("/me");
}

export async function logOut(): Promise<void> {
  const { refresh_token } = tokens.load() ?? {};
  tokens.clear();
  Object.assign(state, { user: null, loggedIn: false });
  if (refresh_token !== undefined) await api.post("/auth/logout", { body: { refresh_token } });
}

function begin(answer: Tokens & { user: User }): void {
  tokens.save(answer);
  Object.assign(state, { user: answer.user, loggedIn: true });
}
