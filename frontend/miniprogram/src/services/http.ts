/** The only door to the network. The services ask `api`; nothing else sends anything. */
import { createApi, type Answer, type Tokens, type Transport } from "@weiguang/common/api/client";
import { IN_WECHAT } from "./platform";
import { forget, keep, recall } from "./storage";

const TOKENS = "tokens";
const TIMEOUT_MS = 20_000;
const listeners: (() => void)[] = [];

export const tokens = {
  load: () => recall<Tokens>(TOKENS),
  // Only the pair: the rest of the answer is about a person, and has no business on the disk.
  save: ({ access_token, refresh_token }: Tokens) => keep(TOKENS, { access_token, refresh_token }),
  clear: () => forget(TOKENS),
};

/** Where the server is: the page's own origin in a browser; in WeChat the one that was built in. */
export const ORIGIN: string = (import.meta.env.VITE_WEIGUANG_ORIGIN as string | undefined) ?? "";

/** Requests by uni.request, which is there in WeChat and in the browser. */
const transport: Transport = ({ method, url, headers, body, reads }) =>
  new Promise<Answer>((resolve, reject) => {
    uni.request({
      url,
      ...sendable(method, headers),
      data: body as string | ArrayBuffer,
      dataType: "text",
      responseType: reads === "bytes" ? "arraybuffer" : "text",
      timeout: TIMEOUT_MS,
      success: (answer) => resolve(readAnswer(answer)),
      fail: reject,
    });
  });

/** WeChat's list of methods ends before PATCH: there a POST says what it is meant as. */
function sendable(method: string, header: Record<string, string>) {
  const covered = IN_WECHAT && method === "PATCH";
  return {
    method: (covered ? "POST" : method) as "POST", // the types follow WeChat's list
    header: covered ? { ...header, "X-HTTP-Method-Override": method } : header,
  };
}

function readAnswer(answer: UniApp.RequestSuccessCallbackResult): Answer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries((answer.header ?? {}) as Record<string, unknown>)) {
    headers[name.toLowerCase()] = String(value);
  }
  return {
    status: answer.statusCode,
    header: (name) => headers[name] ?? null,
    body: answer.data as string | ArrayBuffer,
  };
}

let awaited: Promise<unknown> | null = null;

/** Let what pages ask wait until this has ended, well or not. */
export function holdUntil(login: Promise<unknown>): void {
  const over = (): void => {
    awaited = null;
  };
  awaited = login.then(over, over);
}

export const api = createApi({
  transport,
  tokens,
  origin: ORIGIN,
  ready: () => awaited,
  onLoggedOut: () => listeners.forEach((tell) => tell()),
});

/** Have this called when the login has ended and cannot be renewed. */
export function onLoggedOut(tell: () => void): void {
  listeners.push(tell);
}

/** A key for a deed: sent again with it, the deed is done once. */
export function newKey(): string {
  const random = () => Math.random().toString(36).slice(2, 12);
  return `${Date.now().toString(36)}-${random()}${random()}`;
}
