import { flushPromises, mount } from "@vue/test-utils";
import { expect, test, vi } from "vitest";
import { activity, attendance, fixAt, server, site, slot, START } from "./scenes";
import { phone, sent, serve } from "./setup";

vi.mock("@dcloudio/uni-app", () => ({
  onShow: (hook: () => void) => void queueMicrotask(hook),
  onHide: () => undefined,
  onUnload: () => undefined,
  onLoad: (hook: (query: object) => void) => hook({ id: "7", slot: "3" }),
}));

async function standing(south: number, accuracy: number) {
  const { standingAt } = await import("@/services/standing");
  const StandingCard = (await import("@/components/standing-card.vue")).default;
  const fix = fixAt(START, south, { accuracy });
  return mount(StandingCard, { props: { fix, standing: standingAt(fix, [site]), refusal: null } });
}

test("where I stand: how far, which way, how sure", async () => {
  const far = await standing(199, 14.2);
  expect(far.text()).toContain("还差 120\u00a0米，北方向");
  expect(far.text()).toContain("定位误差约 15\u00a0米");
  expect(far.get(".arrow").attributes("style")).toContain("rotate(0deg)");
  expect((await standing(0, 12)).text()).toContain("您已在签到点内");
  const doubt = await standing(85, 40);
  expect(doubt.text()).toContain("可能已在签到点内");
  expect(doubt.find(".arrow").exists()).toBe(false);
});

test.each(["denied", "off", "none"] as const)(
  "a refusal (%s) explains the way round and can be tried again",
  async (refusal) => {
    const StandingCard = (await import("@/components/standing-card.vue")).default;
    const card = mount(StandingCard, { props: { fix: null, standing: null, refusal } });
    expect(card.text()).toContain("签到码");
    expect(card.text()).toContain("点名");
    await card.findAll("button").at(-1)?.trigger("tap");
    expect(card.emitted("again")).toHaveLength(1);
  },
);

test("a button that works is not tapped twice", async () => {
  const ActButton = (await import("@/components/act-button.vue")).default;
  const button = mount(ActButton, { props: { busy: true } });
  await button.trigger("tap");
  await button.setProps({ busy: false, off: true });
  await button.trigger("tap");
  expect(button.emitted("act")).toBeUndefined();
  await button.setProps({ off: false });
  await button.trigger("tap");
  await button.trigger("keydown", { key: "Enter" });
  expect(button.emitted("act")).toHaveLength(2);
});

test("who is no longer logged in is led to the login, everybody else may try again", async () => {
  const { Problem, Offline } = await import("@/services/failures");
  const FetchedPart = (await import("@/components/fetched-part.vue")).default;
  const part = mount(FetchedPart, {
    props: { loading: false, there: false, failure: new Offline() },
  });
  expect(part.text()).toContain("网络");
  await part.get("button").trigger("tap");
  expect(part.emitted("again")).toHaveLength(1);
  await part.setProps({ failure: new Problem(401, "token_expired", "请重新登录", "Log in") });
  await part.get("button").trigger("tap");
  expect(phone.navigateTo).toHaveBeenCalledWith({ url: "/pages/login/login" });
});

test("six digits make a code, fewer do not", async () => {
  const CodeEntry = (await import("@/components/code-entry.vue")).default;
  const entry = mount(CodeEntry, { props: { busy: false, code: true, qr: true } });
  await entry.get("input").setValue("12345");
  await entry.get("button").trigger("tap");
  expect(entry.emitted("shown")).toBeUndefined();
  await entry.get("input").setValue("123456");
  await entry.get("button").trigger("tap");
  expect(entry.emitted("shown")).toEqual([["code", "123456"]]);
});

test("elder mode is one class on the page", async () => {
  const { change } = await import("@/stores/settings");
  const PageFrame = (await import("@/components/page-frame.vue")).default;
  const frame = mount(PageFrame);
  expect(frame.classes()).not.toContain("elder");
  change({ elder: true });
  await frame.vm.$nextTick();
  expect(frame.classes()).toContain("elder");
});

// --- the page of the check-in ----------------------------------------------------------------------

const CONSENT = {
  purpose: "location_track",
  in_force: false,
  version: null,
  given_at: null,
  withdrawn_at: null,
  text: { zh: "说明", en: "Text", version: 1 },
};

async function checkInPage({
  agreed = true,
  allowed = ["gps", "code", "qr", "roll_call"],
  answer = server(),
} = {}) {
  let consent = { ...CONSENT, in_force: agreed };
  serve((one) => {
    if (one.path === "/activities/7") return { status: 200, body: activity };
    if (one.path === "/activities/7/check-in-policy")
      return { status: 200, body: { allowed, second: {} } };
    if (one.path === "/me/consents") {
      if (one.method === "POST") consent = { ...consent, in_force: true };
      return { status: 200, body: one.method === "POST" ? consent : [consent] };
    }
    return answer(one);
  });
  let heard: PositionCallback = () => undefined;
  const watchPosition = vi.fn((ok: PositionCallback) => ((heard = ok), 1));
  vi.stubGlobal("navigator", {
    geolocation: { watchPosition, clearWatch: vi.fn(), getCurrentPosition: vi.fn() },
  });
  const page = mount((await import("@/pages/check-in/check-in.vue")).default, {
    global: { stubs: { GeoMap: true } },
  });
  await flushPromises();
  const stand = async (south: number) => {
    const { t, ...coords } = fixAt(Date.now(), south);
    heard({ timestamp: t, coords } as unknown as GeolocationPosition);
    await flushPromises();
  };
  const tap = async (words: string) => {
    await page
      .findAll("button")
      .find((each) => each.text() === words)
      ?.trigger("tap");
    await flushPromises();
  };
  return { page, stand, tap, watchPosition };
}

test("nobody is located before they agree; after that the position shows, and one tap checks in", async () => {
  const { page, stand, tap, watchPosition } = await checkInPage({ agreed: false });
  expect(watchPosition).not.toHaveBeenCalled();
  expect(page.text()).toContain("说明");
  await tap("同意，用定位签到");
  expect(watchPosition).toHaveBeenCalledOnce();
  await stand(199);
  expect(page.text()).toContain("还差 120\u00a0米");
  await stand(0);
  await tap("签到");
  const [arrival] = sent.filter((each) => each.path.endsWith("/check-in"));
  expect(arrival?.body).toMatchObject({
    method: "gps",
    ping: { datum: "wgs84", platform: "browser" },
  });
  expect(phone.redirectTo).toHaveBeenCalledWith({ url: "/pages/service/service" });
  const { running } = await import("@/stores/running");
  expect(running.now?.attendanceId).toBe(attendance.id);
});

test("who does not agree checks in with the code, and is not located", async () => {
  const { page, tap, watchPosition } = await checkInPage({ agreed: false });
  await tap("不同意，用签到码");
  await page.get("input").setValue("123456");
  await tap("用签到码签到");
  const [arrival] = sent.filter((each) => each.path.endsWith("/check-in"));
  expect(arrival?.body).toEqual({ method: "code", code: "123456" });
  expect(watchPosition).not.toHaveBeenCalled();
});

test("the server's refusal is shown in its own words", async () => {
  const body = { code: "outside_site", detail: "距签到点 120 米，北方向", detail_en: "120 m" };
  const answer = server((one) => (one.path.endsWith("/check-in") ? { status: 409, body } : null));
  const { page, stand, tap } = await checkInPage({ answer });
  await stand(199);
  await tap("签到");
  expect(page.text()).toContain("距签到点 120\u00a0米，北方向");
});

test("without network the arrival is kept, and the page of the service says so", async () => {
  const { stand, tap } = await checkInPage({ answer: () => null });
  await stand(0);
  await tap("签到");
  const { running } = await import("@/stores/running");
  expect(running.now?.arrival?.proof.method).toBe("gps");
  expect(running.now?.attendanceId).toBeNull();
  expect(slot.id).toBe(running.now?.slotId);
});
