/** WeChat as the bundle sees it: `wx`, a network that a test commands, a disk that survives a restart. */
const fs = require("node:fs");
const path = require("node:path");

let simulate;

const BUILT = path.resolve(__dirname, "../../dist/build/mp-weixin");

/** Start the app anew: its modules forget everything, its disk does not. */
function launch(phone = makePhone()) {
  jest.resetModules();
  simulate = require("miniprogram-simulate"); // it remembers components, so it is new as well
  global.wx = phone.wx;
  global.App = (options) => {
    phone.app = options;
  };
  global.Page = (options) => global.Component(options);
  global.getApp = () => phone.app;
  global.getCurrentPages = () => phone.pages;
  require(path.join(BUILT, "app.js"));
  phone.app.onLaunch.call(phone.app, { path: "", query: {}, scene: 1001 });
  return phone;
}

/** Open a page of the bundle and give it its query, as WeChat does. */
async function open(phone, name, query = {}) {
  const file = path.join(BUILT, "pages", name, path.basename(name));
  if (!fs.existsSync(`${file}.js`))
    throw new Error("build the bundle first: npm run build:mp-weixin");
  const page = simulate.render(simulate.load(file, { rootPath: BUILT }));
  page.attach(document.createElement("page"));
  phone.pages.push(page.instance);
  page.instance.onLoad(query);
  page.instance.onShow?.();
  await settle();
  return page;
}

const settle = async () => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setTimeout(resolve));
};

function makePhone() {
  const disk = new Map();
  const phone = {
    disk,
    sent: [],
    pages: [],
    went: [],
    answers: () => null,
    hear: null,
    scanned: null,
    clipboard: null,
  };
  phone.wx = {
    getStorageSync: (name) => disk.get(name) ?? "",
    setStorageSync: (name, value) => disk.set(name, value),
    removeStorageSync: (name) => disk.delete(name),
    request(options) {
      const body = options.data === undefined ? undefined : JSON.parse(options.data);
      const seen = {
        method: options.method,
        path: options.url.split("/api/v1")[1],
        body,
        header: options.header,
      };
      phone.sent.push(seen);
      const answer = phone.answers(seen);
      Promise.resolve().then(() => {
        if (answer === null) return options.fail({ errMsg: "request:fail" });
        return options.success({
          statusCode: answer.status,
          header: {},
          data: JSON.stringify(answer.body),
        });
      });
    },
    startLocationUpdate: ({ type }) => void (phone.datum = type),
    stopLocationUpdate: () => undefined,
    onLocationChange: (hear) => void (phone.hear = hear),
    offLocationChange: () => undefined,
    scanCode: ({ success, fail }) =>
      phone.scanned ? success({ result: phone.scanned }) : fail({}),
    showModal: ({ success }) => success({ confirm: true, cancel: false }),
    setClipboardData: ({ data, success }) => {
      phone.clipboard = data;
      success?.({});
    },
    setNavigationBarTitle: ({ title }) => void (phone.title = title),
    setKeepScreenOn: () => undefined,
    onNetworkStatusChange: (hear) => void (phone.network = hear),
    onNeedPrivacyAuthorization: (ask) => void (phone.privacy = ask),
  };
  for (const way of ["navigateTo", "redirectTo", "reLaunch", "navigateBack"]) {
    phone.wx[way] = (options) => void phone.went.push(options.url);
  }
  for (const name of ["getSystemInfoSync", "getAppBaseInfo", "getDeviceInfo", "getWindowInfo"]) {
    phone.wx[name] = () => ({
      platform: "android",
      SDKVersion: "3.3.0",
      language: "zh_CN",
      version: "8.0.48",
    });
  }
  phone.wx.getLaunchOptionsSync = phone.wx.getEnterOptionsSync = () => ({
    path: "",
    query: {},
    scene: 1001,
  });
  phone.wx.canIUse = () => true;
  phone.wx.getSystemSetting = phone.wx.getAppAuthorizeSetting = () => ({});
  return phone;
}

/** All that a page shows, its components included. */
const textOf = (page) => page.dom.textContent.replace(/\s+/g, " ");

/** Words without what keeps them on one line. */
const plain = (words) => words.replace(/\s+/g, " ").trim();

/** Have something happen to an element, as WeChat tells its components. */
function happen(element, name, detail = {}) {
  const { Event: Told } = require("miniprogram-exparser");
  const told = Told.create(name, detail, { bubbles: true, composed: true, capturePhase: true });
  Told.dispatchEvent(element.__wxElement, told);
}

/** Tap the innermost thing that says just this. */
async function tap(page, words) {
  const all = [...page.dom.querySelectorAll("*")];
  const found = all.filter((each) => plain(each.textContent) === plain(words) && each.__wxElement);
  const innermost = found[found.length - 1];
  if (innermost === undefined) throw new Error(`nothing says ${words}: ${textOf(page)}`);
  happen(innermost, "tap");
  await settle();
}

/** Write into the first field of a page. */
async function write(page, words) {
  happen(page.dom.querySelector("wx-input"), "input", { value: words });
  await settle();
}

module.exports = { launch, open, settle, makePhone, textOf, tap, write, happen };
