import { expect, test, vi } from "vitest";
import { sent, serve } from "./setup";

test("WeChat sends a PATCH as a POST that says so, a browser as it is", async () => {
  serve(() => ({ status: 200, body: {} }));
  await (await import("@/services/me")).rename("杨", "k");
  vi.stubEnv("UNI_PLATFORM", "mp-weixin");
  vi.resetModules();
  await (await import("@/services/me")).rename("杨", "k");
  expect(sent.map((each) => [each.method, each.headers["X-HTTP-Method-Override"]])).toEqual([
    ["PATCH", undefined],
    ["POST", "PATCH"],
  ]);
});

test("no network is said to be that, a refusal brings its words in both languages", async () => {
  const { getHours } = await import("@/services/me");
  const { asFailure } = await import("@/services/failures");
  const { ofFailure } = await import("@/texts");
  const { change } = await import("@/stores/settings");
  const failure = async () =>
    ofFailure(asFailure(await getHours().catch((reason: unknown) => reason)));
  expect(await failure()).toContain("网络");
  serve(() => ({ status: 409, body: { code: "x", detail: "不行", detail_en: "no" } }));
  expect(await failure()).toBe("不行");
  change({ language: "en" });
  expect(await failure()).toBe("no");
});

test("the login is on the disk, and what else the server told about the person is not", async () => {
  const { tokens } = await import("@/services/http");
  tokens.save({ access_token: "a", refresh_token: "r", user: { nickname: "杨" } } as never);
  expect(tokens.load()).toEqual({ access_token: "a", refresh_token: "r" });
});
