/** Who is logged in, and where: one value for the whole console. */
import { computed, reactive } from "vue";
import { api, tokens, whenLoggedOut } from "@/services/http";
import type { Installation, User } from "@/services/shapes";

interface Session {
  user: User | null;
  installation: Installation | null;
}

export const session = reactive<Session>({ user: null, installation: null });

export const staff = computed(
  () => session.user?.roles?.some(({ role }) => role !== "volunteer") ?? false,
);
export const administrator = computed(
  () => session.user?.roles?.some(({ role }) => role === "administrator") ?? false,
);

type Role = NonNullable<User["roles"]>[number]["role"];
const RANKS: readonly Role[] = ["volunteer", "coordinator", "administrator"];

/** Tell whether the one who is logged in holds a role, or a higher one, where these roles hold. */
export function holds(role: Role, { scope }: { scope: readonly number[] }): boolean {
  return (session.user?.roles ?? []).some(
    (held) =>
      RANKS.indexOf(held.role) >= RANKS.indexOf(role) &&
      (held.organisation_id === null || scope.includes(held.organisation_id)),
  );
}

/** Ask once what kind of installation this is. */
export async function installation(): Promise<Installation> {
  session.installation ??= await api.get("/screens");
  return session.installation;
}

/** Whether the demo of a trial is still being put in; asked anew until it is all there. */
export async function demoLoads(): Promise<boolean> {
  if (!session.installation?.demo_loading) return false;
  session.installation = await api.get("/screens");
  return session.installation.demo_loading;
}

/** Take up the login that this tab still holds; tell whether there is one. */
export async function resume(): Promise<boolean> {
  if (session.user !== null) return true;
  if (tokens.load() === null) return false;
  session.user = await api.get("/me");
  return true;
}

/** First step at a desktop: done, or a challenge that wants a code. */
export async function logIn(loginName: string, password: string): Promise<void> {
  const given = await api.post("/auth/password", {
    body: { login_name: loginName, password, code: null },
  });
  await begin(given);
}

/** Second step: the code of the authenticator, or a recovery code. */
export async function sendCode(challenge: string, code: string): Promise<void> {
  await begin(await api.post("/auth/password/code", { body: { challenge, code } }));
}

export type DevelopmentRole = "leader" | "reviewer";

/** Trial installations believe a name. */
export async function logInAs(name: string, role: DevelopmentRole): Promise<void> {
  await begin(await api.post("/auth/dev", { body: { name, role, organisation_id: null } }));
}

/** End the login, here and on the server. */
export async function logOut(): Promise<void> {
  const held = tokens.load();
  forget();
  if (held !== null)
    await api.post("/auth/logout", { body: { refresh_token: held.refresh_token } });
}

function forget(): void {
  tokens.clear();
  session.user = null;
}

async function begin(given: { access_token?: string; refresh_token?: string }): Promise<void> {
  const { access_token = "", refresh_token = "" } = given;
  tokens.save({ access_token, refresh_token });
  session.user = await api.get("/me");
}

whenLoggedOut(forget);
