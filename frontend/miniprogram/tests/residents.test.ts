/** Asking for help, objecting to hours, and the camera that scans. */
import { flushPromises, mount } from "@vue/test-utils";
import { expect, test, vi } from "vitest";
import type { Draft } from "@/services/needs";
import { phone, sent, serve } from "./setup";

vi.mock("@dcloudio/uni-app", () => ({
  onShow: (hook: () => void) => void queueMicrotask(hook),
  onHide: () => undefined,
  onUnload: () => undefined,
  onReachBottom: () => undefined,
  onLoad: (hook: (query: object) => void) =>
    hook({ id: "7", title: encodeURIComponent("乌江岸线清理") }),
}));

const draft: Draft = {
  station: { organisation_id: 5, longitude: 108.5, latitude: 28.5 },
  category: "elderly",
  title: " 陪奶奶看病 ",
  details: "",
  address: "团结街 3 号",
  contact: "田 138",
  day: "2026-12-01",
  from: "09:00",
  to: "11:30",
  risk: "无",
  here: null,
};

test("a need says what it still lacks, in the order of the form", async () => {
  const { isInOrder, lacksOf } = await import("@/services/needs");
  expect(lacksOf(draft)).toEqual([]);
  expect(lacksOf({ ...draft, station: null, contact: " ", risk: "" })).toEqual([
    "station",
    "contact",
    "risk",
  ]);
  expect(isInOrder(draft)).toBe(true);
  expect(isInOrder({ from: "11:00", to: "09:30" })).toBe(false);
});

test("a need is filed in China's time, at the station or where one is", async () => {
  serve(() => ({ status: 201, body: {} }));
  const { fileNeed } = await import("@/services/needs");
  await fileNeed(draft, "k");
  expect(sent[0]?.body).toMatchObject({
    organisation_id: 5,
    title: "陪奶奶看病",
    longitude: 108.5,
    datum: "wgs84",
    starts_at: "2026-12-01T01:00:00.000Z",
    ends_at: "2026-12-01T03:30:00.000Z",
  });
  await fileNeed({ ...draft, here: { longitude: 108.6, latitude: 28.6 } }, "k2");
  expect(sent[1]?.body).toMatchObject({ longitude: 108.6, latitude: 28.6 });
});

test("what became of a need is said in words, and one that waits can be taken back", async () => {
  const NeedCard = (await import("@/components/need-card.vue")).default;
  const need = {
    id: 3,
    title: "陪奶奶看病",
    state: "verifying",
    overdue: false,
    reason: "",
    verify_due_at: "2026-11-28T06:00:00Z",
    starts_at: "2026-12-01T01:00:00Z",
    ends_at: "2026-12-01T03:30:00Z",
  };
  const shown = mount(NeedCard, { props: { need: need as never } });
  expect(shown.text()).toContain("站点正在核实");
  serve(() => ({ status: 200, body: {} }));
  phone.showModal.mockResolvedValue({ confirm: true });
  await shown.get("button").trigger("tap");
  await flushPromises();
  expect(sent.at(-1)?.path).toBe("/needs/3/withdraw");
  expect(shown.emitted("changed")).toHaveLength(1);
  const declined = { ...need, state: "declined", reason: "请找物业" };
  await shown.setProps({ need: declined as never });
  expect(shown.text()).toContain("原因：请找物业");
  expect(shown.find("button").exists()).toBe(false);
});

test("a notice about a need leads to what became of it", async () => {
  const notice = {
    id: 1,
    created_at: "2026-11-25T06:00:00Z",
    read_at: null,
    title: "需求已核实",
    title_en: "Verified",
    text: "…",
    text_en: "…",
    values: { need_id: "3" },
  };
  serve(() => ({ status: 200, body: { items: [notice], next_cursor: null, unread: 1 } }));
  const page = mount((await import("@/pages/notices/notices.vue")).default);
  await flushPromises();
  await page.get("[role=link]").trigger("tap");
  expect(phone.navigateTo).toHaveBeenCalledWith({ url: "/pages/residents/needs/needs" });
});

test("who thinks that publicised hours are wrong says so, once", async () => {
  const hours = [{ name: "田小妹", seconds: 7_200 }];
  serve(({ method }) =>
    method === "GET"
      ? { status: 200, body: { items: hours, next_cursor: null } }
      : { status: 201, body: {} },
  );
  const page = mount((await import("@/pages/residents/hours/hours.vue")).default);
  await flushPromises();
  expect(page.text()).toContain("乌江岸线清理");
  expect(page.text()).toContain("2\u00a0小时");
  await page.get("textarea").setValue(" 他没有来 ");
  await page.findAll("button").at(-1)?.trigger("tap");
  await flushPromises();
  expect(sent.at(-1)).toMatchObject({
    path: "/activities/7/objections",
    body: { text: "他没有来" },
  });
  expect(page.text()).toContain("已经提出");
});

test.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "none"],
  ["NotReadableError", "busy"],
])("a camera that answers %s is said to be: %s", async (name, lack) => {
  const getUserMedia = () => Promise.reject(new DOMException("", name));
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  const { openCamera } = await import("@/services/camera");
  expect(await openCamera()).toBe(lack);
});

test("the browser's own reader is taken where it knows square codes", async () => {
  const formats = vi.fn(() => Promise.resolve(["qr_code"]));
  class Detector {
    static getSupportedFormats = formats;
    detect = () => Promise.resolve([{ rawValue: "WGQ1.7" }]);
  }
  vi.stubGlobal("BarcodeDetector", Detector);
  const { makeReader } = await import("@/services/camera");
  const read = await makeReader();
  expect(await read(document.createElement("canvas"))).toBe("WGQ1.7");
  expect(formats).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
  vi.stubGlobal("uni", phone);
});
