/** Account and privacy: what is asked before what, and what is never shown again. */
import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, expect, test, vi } from "vitest";
import { phone, sent, serve, type Sent } from "./setup";

let query: object = {};
vi.mock("@dcloudio/uni-app", () => ({
  onShow: (hook: () => void) => void queueMicrotask(hook),
  onHide: () => undefined,
  onUnload: () => undefined,
  onReachBottom: () => undefined,
  onLoad: (hook: (query: object) => void) => hook(query),
}));

const TEXT = { zh: "说明文字", en: "Text", version: 3 };
const problem = (status: number, code: string, detail = "不行") => ({
  status,
  body: { code, detail, detail_en: "no" },
});
const asked = (method: string): Sent[] => sent.filter((each) => each.method === method);

beforeEach(() => {
  query = {};
  phone.showModal.mockResolvedValue({ confirm: true });
});

/** Open a page against answers by "METHOD path"; what nobody answers is not there. */
async function open(page: string, answers: Record<string, unknown>) {
  const pages = import.meta.glob<{ default: object }>("../src/pages/own/*/*.vue");
  serve(({ method, path }) => {
    const answer = answers[`${method} ${path.split("?")[0]}`];
    if (answer === undefined) return problem(404, "not_found");
    const found: unknown = typeof answer === "function" ? (answer as () => unknown)() : answer;
    return typeof found === "object" && found !== null && "status" in found && "body" in found
      ? (found as { status: number; body: unknown })
      : { status: found === null ? 204 : 200, body: found ?? undefined };
  });
  const file = pages[`../src/pages/own/${page}/${page}.vue`];
  const shown = mount((await file?.())?.default ?? {});
  await flushPromises();
  const tap = async (words: string) => {
    const button = shown.findAll("button").find((each) => each.text() === words);
    if (button === undefined) throw new Error(`nothing says ${words}: ${shown.text()}`);
    await button.trigger("tap");
    await flushPromises();
  };
  return { shown, tap };
}

test("a real name is asked for after its consent, and only shown masked", async () => {
  let agreed = false;
  let given = false;
  const masked = {
    name: "王*",
    number: "5***************1X",
    minor: false,
    verified_at: "2026-11-25T06:00:00Z",
  };
  const { shown, tap } = await open("name", {
    "GET /me/consents": () => [{ purpose: "real_name", in_force: agreed, text: TEXT }],
    "POST /me/consents": () => ((agreed = true), {}),
    "GET /me/identity-verification": () => (given ? masked : problem(404, "not_found")),
    "PUT /me/identity-verification": () => ((given = true), masked),
  });
  expect(shown.text()).toContain("说明文字");
  expect(shown.findAll("input")).toHaveLength(0);
  await tap("同意，去填写");
  expect(asked("POST")[0]?.body).toEqual({ purpose: "real_name", version: 3 });
  const [name, number] = shown.findAll("input");
  await name?.setValue(" 王小明 ");
  await number?.setValue("52062719900101");
  await tap("提交");
  expect(shown.text()).toContain("身份证号码是 18\u00a0位");
  expect(asked("PUT")).toHaveLength(0);
  await number?.setValue("520627 19900101 001x");
  await tap("提交");
  expect(asked("PUT")[0]?.body).toEqual({ name: "王小明", number: "52062719900101001X" });
  expect(shown.text()).toContain("5***************1X");
  expect(shown.text()).not.toContain("王小明");
});

test("below 14 the way leads to the guardian", async () => {
  const { shown, tap } = await open("name", {
    "GET /me/consents": [{ purpose: "real_name", in_force: true, text: TEXT }],
    "PUT /me/identity-verification": problem(403, "guardian_needed", "须先由监护人同意"),
  });
  const [name, number] = shown.findAll("input");
  await name?.setValue("小明");
  await number?.setValue("520627201501010015");
  await tap("提交");
  expect(shown.text()).toContain("须先由监护人同意");
  await tap("去请监护人同意");
  expect(phone.navigateTo).toHaveBeenCalledWith({ url: "/pages/own/guardians/guardians" });
});

test("a phone number is shown masked and unbound after a question; a browser says where to bind", async () => {
  let bound = true;
  const { shown, tap } = await open("phone", {
    "GET /me/phone": () =>
      bound
        ? { number: "139****1111", bound_at: "2026-11-25T06:00:00Z" }
        : problem(404, "not_found"),
    "DELETE /me/phone": () => ((bound = false), null),
  });
  expect(shown.text()).toContain("139****1111");
  phone.showModal.mockResolvedValueOnce({ confirm: false });
  await tap("解除绑定");
  expect(asked("DELETE")).toHaveLength(0);
  await tap("解除绑定");
  expect(asked("DELETE")).toHaveLength(1);
  expect(shown.text()).toContain("还没有绑定手机号");
  expect(shown.text()).toContain("请在微信里打开");
});

test("a code for the guardian is shown in fours, with what to do with it", async () => {
  const { shown, tap } = await open("guardians", {
    "GET /me/guardians": [],
    "POST /me/guardian-invitations": { code: "ABCD2345EFGH", expires_at: "2026-11-27T06:00:00Z" },
  });
  await tap("生成邀请码");
  expect(shown.text()).toContain("ABCD 2345 EFGH");
  expect(shown.text()).toContain("我监护的孩子");
});

const bond = (inForce: boolean) => ({
  id: 4,
  confirmed_at: "2026-11-25T06:00:00Z",
  guardian: { id: 1, nickname: "妈妈" },
  ward: { id: 2, nickname: "小明" },
  consents: [{ purpose: "service", in_force: inForce, text: TEXT }],
});

test("a guardian confirms with the code as she typed it, and decides about each purpose", async () => {
  let known = false;
  let agrees = false;
  const { shown, tap } = await open("wards", {
    "GET /me/wards": () => (known ? [bond(agrees)] : []),
    "POST /me/wards": () => ((known = true), bond(false)),
    "POST /me/guardianships/4/consents": () => ((agrees = true), bond(true)),
    "DELETE /me/guardianships/4/consents/service": () => ((agrees = false), null),
  });
  await shown.get("input").setValue("abcd-2345");
  await tap("我是监护人，确认");
  expect(asked("POST")).toHaveLength(0);
  await shown.get("input").setValue("abcd 2345-efgh");
  await tap("我是监护人，确认");
  expect(asked("POST")[0]?.body).toEqual({ code: "ABCD2345EFGH" });
  expect(shown.text()).toContain("没有同意");
  await tap("同意");
  expect(asked("POST")[1]?.body).toEqual({ purpose: "service", version: 3 });
  expect(shown.text()).toContain("已同意");
  await tap("撤回同意");
  expect(shown.text()).toContain("没有同意");
});

test("a guardian who is not verified is led there", async () => {
  const { shown, tap } = await open("wards", {
    "GET /me/wards": [],
    "POST /me/wards": problem(403, "guardian_not_verified"),
  });
  await shown.get("input").setValue("ABCD2345EFGH");
  await tap("我是监护人，确认");
  await tap("先去实名认证");
  expect(phone.navigateTo).toHaveBeenCalledWith({ url: "/pages/own/name/name" });
});

test("an erasure is asked for with open eyes, and can be taken back", async () => {
  let waits = false;
  const wish = {
    id: 1,
    state: "waiting",
    asked_at: "2026-11-25T06:00:00Z",
    due_at: "2026-12-02T06:00:00Z",
    kept: [{ section: "records", zh: "服务记录", en: "Records", rows: 3, years: 10 }],
  };
  const { shown, tap } = await open("erasure", {
    "GET /me/erasure": () => (waits ? wish : problem(404, "not_found")),
    "POST /me/erasure": () => ((waits = true), wish),
    "DELETE /me/erasure": () => ((waits = false), null),
  });
  expect(shown.text()).toContain("至少保存 10\u00a0年");
  await tap("申请注销");
  expect(asked("POST")).toHaveLength(0);
  await shown.get("[role=checkbox]").trigger("tap");
  await tap("申请注销");
  expect(shown.text()).toContain("服务记录：3\u00a0条，至少保存 10\u00a0年");
  await tap("不注销了，撤回申请");
  expect(shown.text()).toContain("七天时间考虑");
});

test("a guardian's copy of a ward's data is another's, and is fetched by a fresh address", async () => {
  query = { of: "4" };
  const copy = {
    id: 9,
    asked_at: "2026-11-25T06:00:00Z",
    made_at: "2026-11-25T06:01:00Z",
    expires_at: "2026-12-02T06:00:00Z",
    size: 12_345,
    link: null,
  };
  const assign = vi.spyOn(location, "assign").mockImplementation(() => undefined);
  const { shown, tap } = await open("copy", {
    "GET /me/guardianships/4/copies": { items: [copy], next_cursor: null },
    "GET /me/guardianships/4/copies/9": { ...copy, link: "/api/v1/personal-copies/token" },
  });
  expect(shown.text()).toContain("孩子的资料副本");
  await tap("下载（13\u00a0KB）");
  expect(assign).toHaveBeenCalledWith(`${location.origin}/api/v1/personal-copies/token`);
});

test("of all devices the present one is named and cannot be ended here", async () => {
  const session = (id: number, device: string, current: boolean) => ({
    id,
    device,
    current,
    began_at: "2026-11-25T06:00:00Z",
    renewed_at: "2026-11-25T06:00:00Z",
    expires_at: "2026-12-25T06:00:00Z",
  });
  const android = "Mozilla/5.0 (Linux; Android 12; M2007J20CG Build/SKQ1; wv) AppleWebKit/537.36";
  const { shown, tap } = await open("devices", {
    "GET /me/sessions": {
      items: [session(1, android, true), session(2, "Mozilla/5.0 (Windows NT 10.0)", false)],
      next_cursor: null,
    },
    "DELETE /me/sessions/2": null,
  });
  expect(shown.text()).toContain("安卓手机 · 微信");
  expect(shown.text()).toContain("电脑 · 浏览器");
  expect(shown.text().match(/让它退出/g)).toHaveLength(2); // of the words above, and one button
  await tap("让它退出");
  expect(asked("DELETE").map(({ path }) => path)).toEqual(["/me/sessions/2"]);
});

test("who looked is said with why; nobody is said to be nobody", async () => {
  const look = {
    id: 1,
    at: "2026-11-25T06:00:00Z",
    organisation: "团结社区站",
    role: "coordinator",
    reason: "联系家属",
    fields: ["phone", "guardians"],
  };
  const { shown } = await open("looks", { "GET /me/looks": { items: [look], next_cursor: null } });
  expect(shown.text()).toContain("团结社区站的协调员");
  expect(shown.text()).toContain("看了：手机号、监护人的姓名和电话");
  expect(shown.text()).toContain("原因：联系家属");
  const none = await open("looks", { "GET /me/looks": { items: [], next_cursor: null } });
  expect(none.shown.text()).toContain("没有人看过您的完整资料");
});

test("a certificate says whether it is good, and until when", async () => {
  const { standingOf } = await import("@/services/learning");
  const now = Date.parse("2026-11-25T06:00:00Z");
  const of = (expires_at: string | null, revoked_at: string | null = null) =>
    standingOf({ expires_at, revoked_at } as never, now);
  expect([
    of(null),
    of("2027-01-01T00:00:00Z"),
    of("2026-01-01T00:00:00Z"),
    of(null, "2026-01-01T00:00:00Z"),
  ]).toEqual(["forever", "until", "over", "revoked"]);
});
