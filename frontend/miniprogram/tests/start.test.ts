/** A trial is entered by its address: as somebody, at once, on whichever page. */
import { beforeEach, expect, test, vi } from "vitest";
import { phone, sent, serve } from "./setup";

const LOGIN = { access_token: "a", refresh_token: "r", user: { id: 2, nickname: "试用志愿者" } };

beforeEach(() => {
  vi.resetModules();
});

async function enterAt(address: string) {
  history.replaceState(null, "", address);
  const { enter, start } = await import("@/services/start");
  enter();
  return { started: start(), me: await import("@/services/me") };
}

test("what a page asks meanwhile waits for the login, and is asked as that person", async () => {
  serve(({ path }) => ({ status: 200, body: path === "/auth/dev" ? LOGIN : { items: [] } }));
  const { started, me } = await enterAt("/m/?as=volunteer#/pages/records/records");
  const { session } = await import("@/services/session");
  expect(session.loggedIn).toBe(true); // so that no page says one had to log in first
  await me.listRecords();
  await started;
  expect(sent.map(({ path, headers }) => [path, headers.Authorization])).toEqual([
    ["/auth/dev", undefined],
    ["/me/records?limit=20", "Bearer a"],
  ]);
  expect(location.href).toMatch(/\/m\/#\/pages\/records\/records$/);
  expect(phone.reLaunch).not.toHaveBeenCalled();
});

test("an address without a page leads to the page that the person comes for", async () => {
  serve(() => ({ status: 200, body: LOGIN }));
  await (
    await enterAt("/m/?as=leader")
  ).started;
  expect(location.hash).toBe("#/pages/leader/home/home");
});

test("where nobody may log in by name the page says itself what is missing", async () => {
  serve(({ path }) => ({ status: path === "/auth/dev" ? 404 : 401, body: { detail: "请先登录" } }));
  const { started, me } = await enterAt("/m/?as=volunteer#/pages/records/records");
  await expect(me.listRecords()).rejects.toMatchObject({ status: 401 });
  await started;
  expect((await import("@/services/session")).session.loggedIn).toBe(false);
});
