/** A volunteer's way through the bundle as WeChat gets it. */
const { launch, open, settle, makePhone, tap, textOf, write } = require("./phone.cjs");

const HOUR = 3600_000;
const GATE = { longitude: 108.4963, latitude: 28.5637 };
const METRE = 1 / 110_826;
const now = Date.now();
const iso = (ms) => new Date(ms).toISOString();

const slot = {
  id: 3,
  starts_at: iso(now - HOUR / 2),
  ends_at: iso(now + 3 * HOUR),
  quota: 20,
  taken: 4,
  waiting: 0,
  open: true,
  site_ids: null,
  cancelled_at: null,
  rule: "",
};
const site = {
  site_id: "gate",
  name: "滨江公园东门",
  datum: "wgs84",
  ...GATE,
  feature: {
    type: "Feature",
    properties: { radius_m: 80 },
    geometry: { type: "Point", coordinates: [GATE.longitude, GATE.latitude] },
  },
};
const activity = {
  id: 7,
  title: "乌江岸线清理",
  description: "清理河岸",
  way: "",
  conditions: "",
  safety: "",
  risk_notice: "",
  state: "approved",
  state_reason: "",
  phase: "in_progress",
  sites: [site],
  slots: [slot],
  positions: [],
  waitlist_quota: 0,
  distance_m: 150,
};
const attendance = {
  id: 11,
  activity_id: 7,
  slot_id: 3,
  volunteer_id: 2,
  state: "checked_in",
  method: "gps",
  checked_in_at: iso(now),
  checked_out_at: null,
  to_review: null,
};
const agreement = {
  content: "清理河岸垃圾",
  way: "",
  time: [slot.starts_at, slot.ends_at],
  place: [{ name: site.name }],
  conditions: "身体健康",
  safety: "",
  risk_notice: "河岸湿滑",
  insurance_policy: "",
  cancel_hours: 12,
};
const user = { id: 2, nickname: "杨", roles: [] };
const signUp = {
  id: 5,
  activity_id: 7,
  slot_id: 3,
  slot,
  state: "confirmed",
  leave: null,
  offer_expires_at: null,
};
const text = {
  zh: "签到后到签退前，小程序会把您的位置传给本平台。",
  en: "Your position.",
  version: 1,
};

/** A server that knows one activity, and whether the person agreed to be located. */
function serverWith({ agreed = true, grown = false } = {}) {
  const state = { up: true, agreed, grown, stored: new Map() };
  const consent = () => ({
    purpose: "location_track",
    in_force: state.agreed,
    version: null,
    given_at: null,
    withdrawn_at: null,
    text,
  });
  const ways = [
    ["/auth/wechat", () => ({ access_token: "a", refresh_token: "r", user })],
    [
      "/me/consents",
      ({ method }) => {
        state.agreed ||= method === "POST";
        return method === "POST" ? consent() : [consent()];
      },
    ],
    [
      "/me/signups",
      () => ({ items: [{ sign_up: signUp, activity, ahead: null }], next_cursor: null }),
    ],
    ["/me/subscriptions", () => [{ template: "reminder", template_id: "T1", messages_left: 0 }]],
    [
      "/me/age",
      ({ method }) => {
        state.grown ||= method === "POST";
        return { asked: !state.grown, minor: state.grown ? false : null, text };
      },
    ],
    ["/me/", () => ({ items: [], next_cursor: null })],
    ["/me", () => user],
    [
      "/activities/7/check-in-policy",
      () => ({ allowed: ["gps", "code", "qr", "roll_call"], second: {} }),
    ],
    ["/activities/7/check-in", ({ body }) => ({ ...attendance, method: body.method })],
    ["/activities/7/agreement", () => ({ digest: "d1", document: agreement })],
    ["/activities/7/signups", () => signUp],
    ["/activities/7", () => activity],
    ["/activities?", () => ({ items: [activity], next_cursor: null })],
    [
      "/attendances/11/pings",
      ({ body }) => {
        state.stored.set(body.batch_id, body.pings);
        return { stored: body.pings.length, ignored: 0, duplicate: false, late: false };
      },
    ],
    ["/attendances/11/check-out", () => ({ ...attendance, state: "checked_out" })],
  ];
  state.answers = (request) => {
    if (!state.up) return null;
    const way = ways.find(([start]) => request.path.startsWith(start));
    if (way === undefined) throw new Error(`nobody answers ${request.method} ${request.path}`);
    return { status: 200, body: way[1](request) };
  };
  return state;
}

/** A phone whose owner is logged in, and the server it talks to. */
function loggedIn(settings, prepare = () => undefined) {
  const phone = makePhone();
  const server = serverWith(settings);
  phone.answers = server.answers;
  prepare(phone.wx); // the bundle takes what WeChat offers when it starts
  phone.disk.set("weiguang.tokens", JSON.stringify({ access_token: "a", refresh_token: "r" }));
  return { phone: launch(phone), server };
}
const stand = async (phone, south, more = {}) => {
  phone.hear({
    ...GATE,
    latitude: GATE.latitude - south * METRE,
    accuracy: 12,
    speed: 0,
    altitude: 300,
    ...more,
  });
  await settle();
};
const sentTo = (phone, end) => phone.sent.filter((each) => each.path.endsWith(end));

test("log-in: by WeChat, after the privacy notice was agreed to", async () => {
  const phone = makePhone();
  phone.answers = serverWith().answers;
  phone.wx.login = ({ success }) => success({ code: "code-of-wechat" });
  launch(phone);
  const page = await open(phone, "login");
  await tap(page, "微信登录");
  expect(textOf(page)).toContain("请先阅读隐私说明");
  expect(sentTo(phone, "/auth/wechat")).toEqual([]);
  await tap(page, "我已阅读并同意《隐私说明》");
  await tap(page, "微信登录");
  expect(sentTo(phone, "/auth/wechat")[0].body).toEqual({ code: "code-of-wechat" });
});

test("WeChat's question about privacy is put in our words, and the answer handed on", async () => {
  const { phone } = loggedIn();
  const page = await open(phone, "activities");
  const answered = jest.fn();
  phone.privacy(answered);
  await settle();
  expect(textOf(page)).toContain("我们只收集志愿服务需要的信息");
  await tap(page, "不同意");
  expect(answered).toHaveBeenCalledWith({ event: "disagree" });
  expect(textOf(page)).not.toContain("我们只收集志愿服务需要的信息");
});

test("list: what, where, how many places; nearest first only after somebody asked for it", async () => {
  const wanted = [];
  const { phone } = loggedIn({}, (wx) => {
    wx.getLocation = ({ type, success }) => {
      wanted.push(type);
      success({ ...GATE, accuracy: 30, speed: 0, altitude: 0 });
    };
  });
  const page = await open(phone, "activities");
  expect(textOf(page)).toContain("乌江岸线清理");
  expect(textOf(page)).toContain("还剩 16 个名额");
  expect(wanted).toEqual([]);
  await tap(page, "离我最近");
  expect(wanted).toEqual(["wgs84"]);
  const [last] = phone.sent.filter((each) => each.path.startsWith("/activities?")).slice(-1);
  expect(decodeURIComponent(last.path)).toContain(`near=${GATE.longitude},`);
  expect(last.path).toContain("datum=wgs84");
});

test("the way to a site is shown by WeChat's map, in its datum", async () => {
  const opened = [];
  const { phone } = loggedIn({}, (wx) => {
    wx.openLocation = (place) => opened.push(place);
  });
  await tap(await open(phone, "activity", { id: "7" }), "怎么走");
  expect(opened[0].name).toBe(site.name);
  expect(opened[0].longitude - GATE.longitude).toBeCloseTo(0.0042, 3);
  expect(opened[0].latitude - GATE.latitude).toBeCloseTo(-0.0033, 3);
});

test("who is not located leaves with the leader's square code", async () => {
  const { phone } = loggedIn();
  phone.scanned = "WG1.3.leaving";
  phone.disk.set(
    "weiguang.service",
    JSON.stringify({
      activityId: 7,
      slotId: 3,
      title: "乌江岸线清理",
      sites: [site],
      endsAt: slot.ends_at,
      attendanceId: 11,
      arrivedAt: now,
      arrival: null,
      departure: null,
      refusal: null,
      located: false,
      last: null,
      missingSeconds: 0,
    }),
  );
  launch(phone);
  await tap(await open(phone, "service"), "扫码签退");
  expect(sentTo(phone, "/check-out")[0].body).toEqual({ code: "WG1.3.leaving" });
  expect(phone.went).toEqual(["/pages/attendance/attendance?id=11"]);
});

test("the map of an activity draws its fence in GCJ-02, half a kilometre from where WGS-84 would put it", async () => {
  const { phone } = loggedIn();
  const page = await open(phone, "activity", { id: "7" });
  const map = page.dom.querySelector("wx-map, map");
  expect(map).not.toBeNull();
  const find = (node) =>
    node.data?.a !== undefined && JSON.stringify(node.data).includes('"radius":80');
  const host = [...page.dom.querySelectorAll("*")]
    .map((each) => each.__wxElement)
    .find((each) => each && find(each));
  const [circle] = Object.values(host.data)
    .flat()
    .filter((each) => each?.radius === 80);
  const east = (circle.longitude - GATE.longitude) * Math.cos((28.56 * Math.PI) / 180) * 111_320;
  const north = (circle.latitude - GATE.latitude) * 110_826;
  expect(Math.hypot(east, north)).toBeGreaterThan(530);
  expect(Math.hypot(east, north)).toBeLessThan(570);
});

test("sign-up: what is agreed to is read first, and one tap signs up and asks about messages", async () => {
  const asked = [];
  const { phone } = loggedIn({}, (wx) => {
    wx.requestSubscribeMessage = ({ tmplIds, success }) => {
      asked.push(tmplIds);
      success({ errMsg: "requestSubscribeMessage:ok", T1: "accept" });
    };
  });
  const page = await open(phone, "sign-up", { id: "7", slot: "3" });
  expect(textOf(page)).toContain("河岸湿滑");
  expect(textOf(page)).toContain("开始前 12 小时以内取消");
  await tap(page, "同意并报名");
  expect(sentTo(phone, "/signups")).toEqual([]);
  await tap(page, "我已满 18\u00a0周岁");
  await tap(page, "同意并报名");
  expect(sentTo(phone, "/me/age").at(-1).body).toEqual({ version: 1 });
  expect(sentTo(phone, "/signups")[0].body).toMatchObject({ slot_id: 3, agreement: "d1" });
  expect(asked).toEqual([["T1"]]);
  expect(sentTo(phone, "/me/subscriptions").at(-1).body).toEqual({ answers: { T1: "accept" } });
  expect(textOf(page)).toContain("报名成功");
});

test("check-in: asked for consent, shown the way, refused without a word lost, let in by one tap", async () => {
  const { phone, server } = loggedIn({ agreed: false });
  const page = await open(phone, "check-in", { id: "7", slot: "3" });
  expect(textOf(page)).toContain("签到需要用到您的位置");
  expect(phone.hear).toBeNull();
  await tap(page, "同意，用定位签到");
  expect(server.agreed).toBe(true);
  expect(phone.datum).toBe("wgs84");
  await stand(phone, 199);
  expect(textOf(page)).toContain("还差 120 米，北方向");
  expect(textOf(page)).toContain("定位误差约 12 米");
  await stand(phone, 0);
  expect(textOf(page)).toContain("您已在签到点内");
  await tap(page, "签到");
  expect(sentTo(phone, "/check-in")[0].body).toMatchObject({
    method: "gps",
    ping: {
      longitude: GATE.longitude,
      latitude: GATE.latitude,
      accuracy: 12,
      datum: "wgs84",
      platform: "wechat",
    },
  });
  expect(phone.went).toEqual(["/pages/service/service"]);
  expect(JSON.parse(phone.disk.get("weiguang.service")).attendanceId).toBe(11);
});

test("check-in without permission explains the way round", async () => {
  const { phone } = loggedIn({}, (wx) => {
    wx.startLocationUpdate = ({ fail }) => fail({ errMsg: "startLocationUpdate:fail auth deny" });
  });
  const page = await open(phone, "check-in", { id: "7", slot: "3" });
  expect(textOf(page)).toContain("没有定位权限");
  expect(textOf(page)).toContain("去设置里允许定位");
  expect(textOf(page)).toContain("请负责人点名");
});

test("check-in by code: six digits, or the leader's square code; nobody is located", async () => {
  const { phone } = loggedIn({ agreed: false });
  const page = await open(phone, "check-in", { id: "7", slot: "3" });
  await tap(page, "不同意，用签到码");
  await write(page, "012345");
  await tap(page, "用签到码签到");
  expect(sentTo(phone, "/check-in")[0].body).toEqual({ method: "code", code: "012345" });
  expect(phone.datum).toBeUndefined();

  const other = loggedIn({ agreed: false }).phone;
  other.scanned = "WG1.3.whatever";
  const second = await open(other, "check-in", { id: "7", slot: "3" });
  await tap(second, "不同意，用签到码");
  await tap(second, "扫码签到");
  expect(sentTo(other, "/check-in")[0].body).toEqual({ method: "qr", code: "WG1.3.whatever" });
});

test("offline: arrival, positions and leaving survive WeChat's killing of the app, and arrive once", async () => {
  const { phone, server } = loggedIn();
  const page = await open(phone, "check-in", { id: "7", slot: "3" });
  await stand(phone, 0);
  server.up = false;
  await tap(page, "签到");
  expect(phone.went).toEqual(["/pages/service/service"]);
  const arrived = Date.now(); // later than the tests began, on a busy machine by minutes
  const clock = jest.spyOn(Date, "now");
  for (let minute = 1; minute <= 30; minute += 1) {
    clock.mockReturnValue(arrived + minute * 60_000);
    await stand(phone, minute % 5);
  }

  launch(phone); // killed, and opened again: only the disk is left
  const service = await open(phone, "service");
  expect(textOf(service)).toContain("已记在手机里");
  expect(textOf(service)).toContain("30 条位置等待上传");
  phone.app.onShow.call(phone.app, {});
  const leaving = tap(service, "签退");
  await settle();
  await stand(phone, 1);
  await leaving;
  await settle();
  expect(textOf(service)).toContain("已记下");

  launch(phone);
  server.up = true;
  phone.sent.length = 0;
  phone.network({ isConnected: true });
  await settle();
  await settle();
  const stored = [...server.stored.values()].flat().map((each) => each.t);
  expect(new Set(stored).size).toBe(stored.length);
  expect(stored.length).toBeGreaterThanOrEqual(30);
  expect(phone.sent.map((each) => each.path).filter((path) => !path.startsWith("/me"))).toEqual([
    "/activities/7/check-in",
    ...[...server.stored.keys()].map(() => "/attendances/11/pings"),
    "/attendances/11/check-out",
  ]);
  expect(phone.disk.get("weiguang.service")).toBeUndefined();
  clock.mockRestore();
});

test("elder mode and English reach every page from the settings, and last", async () => {
  const { phone } = loggedIn();
  const settings = await open(phone, "settings");
  await tap(settings, "大字模式");
  await tap(settings, "English");
  expect(textOf(settings)).toContain("Large type");
  launch(phone);
  const mine = await open(phone, "mine");
  expect(textOf(mine)).toContain("Signed up");
  expect(mine.dom.querySelector("[class*=elder]")).not.toBeNull();
  expect(phone.title).toBe("My service");
});
