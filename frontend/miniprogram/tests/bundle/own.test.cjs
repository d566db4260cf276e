/** Account and privacy in the bundle as WeChat gets it. */
const { launch, open, settle, makePhone, tap, textOf, happen } = require("./phone.cjs");

const TIME = "2026-11-25T06:00:00Z";

/** A phone whose owner is logged in, and a server that answers by "METHOD path". */
function loggedIn(answers) {
  const phone = makePhone();
  const user = { id: 2, nickname: "杨", roles: [] };
  const all = { "GET /me": () => user, ...answers };
  phone.answers = ({ method, path, body }) => {
    const answer = all[`${method} ${path.split("?")[0]}`];
    const found = answer?.(body);
    if (found == null) return { status: 404, body: { code: "not_found", detail: "没有" } };
    return { status: 200, body: found };
  };
  phone.disk.set("weiguang.tokens", JSON.stringify({ access_token: "a", refresh_token: "r" }));
  return launch(phone);
}

test("WeChat's button binds the number, and a refusal is no failure", async () => {
  let bound = null;
  const phone = loggedIn({
    "GET /me/phone": () => bound,
    "PUT /me/phone": ({ code }) => (bound = { number: "139****1111", bound_at: TIME, code }),
  });
  const page = await open(phone, "own/phone");
  expect(textOf(page)).toContain("还没有绑定手机号");
  const button = () => page.dom.querySelector("wx-button");
  happen(button(), "getphonenumber", { errMsg: "getPhoneNumber:fail user deny" });
  await settle();
  expect(textOf(page)).toContain("您没有允许");
  happen(button(), "getphonenumber", { code: "c-1", errMsg: "getPhoneNumber:ok" });
  await settle();
  expect(bound.code).toBe("c-1");
  expect(textOf(page)).toContain("139****1111");
  expect(textOf(page)).not.toContain("您没有允许");
});

test("a copy of one's data: WeChat opens no archive, so its address is copied", async () => {
  const copy = { id: 9, asked_at: TIME, made_at: TIME, expires_at: TIME, size: 4_000, link: null };
  const phone = loggedIn({
    "GET /me/copies": () => ({ items: [copy], next_cursor: null }),
    "GET /me/copies/9": () => ({ ...copy, link: "/api/v1/personal-copies/token" }),
  });
  const page = await open(phone, "own/copy");
  await tap(page, "下载（4\u00a0KB）");
  expect(phone.clipboard).toMatch(/\/api\/v1\/personal-copies\/token$/);
  expect(textOf(page)).toContain("下载地址已复制");
});

test("an erasure is asked for after a tick, and what stays is said", async () => {
  let wish = null;
  const kept = [{ section: "records", zh: "服务记录", en: "Records", rows: 3, years: 10 }];
  const phone = loggedIn({
    "GET /me/erasure": () => wish,
    "POST /me/erasure": () =>
      (wish = { id: 1, state: "waiting", asked_at: TIME, due_at: TIME, kept }),
  });
  const page = await open(phone, "own/erasure");
  await tap(page, "申请注销");
  expect(wish).toBeNull();
  await tap(page, "我明白了，注销后不能找回");
  await tap(page, "申请注销");
  expect(textOf(page)).toContain("服务记录：3 条，至少保存 10 年");
});
