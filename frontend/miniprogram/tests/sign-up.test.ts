/** The page of the sign-up asks once whether somebody is of age, and goes on by the same tap. */
import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { activity, server, slot } from "./scenes";
import { sent, serve } from "./setup";

vi.mock("@dcloudio/uni-app", () => ({
  onShow: (hook: () => void) => void queueMicrotask(hook),
  onLoad: (hook: (query: object) => void) => hook({ id: "7", slot: "3" }),
}));
afterEach(() => {
  vi.useRealTimers();
});

const text = { version: 1, zh: "未满 18 周岁的，须由监护人同意。", en: "A guardian has to agree." };
const unknown = {
  asked: true,
  minor: null,
  source: null,
  minor_until: null,
  guardian_first: false,
  text,
};
const document = {
  content: "清理河岸垃圾",
  time: [slot.starts_at, slot.ends_at],
  place: [{ name: "滨江公园东门" }],
  cancel_hours: 12,
};

/** The page, before a server that learns what somebody says of their age. */
async function signUpPage(
  age: object = unknown,
  state = "confirmed",
  refused: object | null = null,
) {
  let known = age;
  serve((one) => {
    if (one.path === "/activities/7") return { status: 200, body: activity };
    if (one.path.startsWith("/activities/7/agreement")) {
      return { status: 200, body: { digest: "d1", document } };
    }
    if (one.path === "/me/age") {
      const minor = (one.body as { born_in?: number } | undefined)?.born_in !== undefined;
      if (one.method === "POST") known = { ...unknown, asked: false, minor, source: "said" };
      return { status: 200, body: known };
    }
    if (one.path.endsWith("/signups") && one.method === "POST") {
      if (refused !== null) return { status: 403, body: refused };
      return { status: 201, body: { id: 5, activity_id: 7, slot_id: 3, slot, state } };
    }
    return server()(one);
  });
  const page = mount((await import("@/pages/sign-up/sign-up.vue")).default);
  await flushPromises();
  const box = (words: string) =>
    page.findAll("[role=checkbox]").find((each) => each.text() === words);
  const tick = async (words: string) => {
    await box(words)?.trigger("tap");
    await flushPromises();
  };
  const sign = async () => {
    await page
      .findAll("button")
      .find((each) => each.text() === "同意并报名")
      ?.trigger("tap");
    await flushPromises();
  };
  const posted = () =>
    sent.filter((one) => one.method === "POST").map((one) => [one.path, one.body]);
  return { page, box, tick, sign, posted };
}
const SIGN_UP = ["/activities/7/signups", { slot_id: 3, agreement: "d1" }];

test("who has not said it ticks a box, and one tap says it and signs up", async () => {
  const { page, tick, sign, posted } = await signUpPage();
  expect(page.text()).toContain("须由监护人同意");
  await sign();
  expect(posted()).toEqual([]);
  await tick("我已满 18\u00a0周岁");
  await sign();
  expect(posted()).toEqual([["/me/age", { version: 1 }], SIGN_UP]);
  expect(page.text()).toContain("报名成功");
});

test("who has said it is not asked", async () => {
  const { box, sign, posted } = await signUpPage({ ...unknown, asked: false, minor: false });
  expect(box("我已满 18\u00a0周岁")).toBeUndefined();
  await sign();
  expect(posted()).toEqual([SIGN_UP]);
});

test("a minor gives the year of birth, reads whom to ask, and waits for the guardian", async () => {
  vi.useFakeTimers({ now: new Date("2026-11-25T06:00:00Z"), toFake: ["Date"] });
  const { page, tick, sign, posted } = await signUpPage(unknown, "guardian_pending");
  await tick("我未满 18\u00a0周岁");
  expect(page.text()).toContain("纸质同意书");
  await sign();
  expect(posted()).toEqual([]);
  page.getComponent({ name: "AgeQuestion" }).vm.$emit("update:modelValue", 2011);
  await flushPromises();
  await sign();
  expect(posted()).toEqual([["/me/age", { version: 1, born_in: 2011 }], SIGN_UP]);
  expect(page.text()).toContain("等待监护人同意");
});

test("a child who may not sign up yet reads why, and is not asked again", async () => {
  const refused = {
    code: "guardian_needed",
    detail: "未满 14 周岁须先由监护人同意",
    detail_en: "Below the age of 14 a guardian must consent first",
  };
  const { page, box, tick, sign } = await signUpPage(unknown, "confirmed", refused);
  await tick("我未满 18\u00a0周岁");
  page.getComponent({ name: "AgeQuestion" }).vm.$emit("update:modelValue", 2015);
  await flushPromises();
  await sign();
  expect(page.text()).toContain("须先由监护人同意");
  expect(box("我未满 18\u00a0周岁")).toBeUndefined();
  expect(page.text()).toContain("纸质同意书");
});
