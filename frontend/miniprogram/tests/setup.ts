/** A phone for tests: storage that survives a restart of the app, and a network that a test commands. */
import { beforeEach, vi } from "vitest";

export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
  bytes: number;
}
export type Answering = (sent: Sent) => { status: number; body?: unknown } | null;

/** What is kept on the disk of the phone. */
export const disk = new Map<string, string>();
export const sent: Sent[] = [];
let answering: Answering = () => null;

/** Say what the server answers; null is no network. */
export function serve(answer: Answering): void {
  answering = answer;
}

/** What `uni` does for the app. */
export const phone = {
  getStorageSync: (name: string) => disk.get(name) ?? "",
  setStorageSync: (name: string, value: string) => void disk.set(name, value),
  removeStorageSync: (name: string) => void disk.delete(name),
  request: vi.fn(request),
  reLaunch: vi.fn(),
  navigateTo: vi.fn(),
  redirectTo: vi.fn(),
  setNavigationBarTitle: vi.fn(),
  onNetworkStatusChange: vi.fn(),
  openSetting: vi.fn(),
  scanCode: vi.fn(),
  showModal: vi.fn(),
};

interface Options {
  url: string;
  method: string;
  header: Record<string, string>;
  data?: string;
  success: (answer: { statusCode: number; header: object; data: string }) => void;
  fail: (reason: unknown) => void;
}

function request({ url, method, header, data, success, fail }: Options): void {
  const body: unknown = data === undefined ? undefined : JSON.parse(data);
  const path = url.replace("/api/v1", "");
  const seen = { method, path, headers: header, body, bytes: weigh(method, url, header, data) };
  sent.push(seen);
  const answer = answering(seen);
  queueMicrotask(() => {
    if (answer === null) fail({ errMsg: "request:fail" });
    else {
      const text = answer.body === undefined ? "" : JSON.stringify(answer.body);
      success({ statusCode: answer.status, header: {}, data: text });
    }
  });
}

/** Bytes on the wire, as HTTP/1.1 writes them, with the headers that WeChat adds by itself. */
function weigh(method: string, url: string, header: Record<string, string>, data = ""): number {
  const added = {
    Host: "weiguang.example.gov.cn",
    Connection: "keep-alive",
    "Content-Length": String(data.length),
    charset: "utf-8",
    "User-Agent":
      "Mozilla/5.0 (Linux; Android 12; M2007J20CG Build/SKQ1.211019.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) " +
      "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240301 MicroMessenger/8.0.48.2580 NetType/4G Language/zh_CN ABI/arm64",
    "Accept-Encoding": "gzip,compress,br,deflate",
    Referer: "https://servicewechat.com/wx0123456789abcdef/12/page-frame.html",
  };
  const lines = Object.entries({ ...header, ...added }).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url} HTTP/1.1`, ...lines, "", data].join("\r\n").length + 2;
}

vi.stubGlobal("uni", phone);
vi.stubEnv("UNI_PLATFORM", "h5");

beforeEach(() => {
  disk.clear();
  sent.length = 0;
  answering = () => null;
  vi.stubEnv("UNI_PLATFORM", "h5");
  vi.resetModules();
  vi.useRealTimers();
});
