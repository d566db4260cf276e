/** How a request leaves the device: `fetch` in a browser, `uni.request` in WeChat, a list in tests. */
import type { Bytes, Method } from "./routes";

export interface Request {
  method: Uppercase<Method>;
  url: string;
  headers: Record<string, string>;
  body?: string | Bytes;
  /** How the body of the answer is wanted. */
  reads: "text" | "bytes";
}

export interface Answer {
  status: number;
  /** A header of the answer, by its name in small letters. */
  header(name: string): string | null;
  body: string | ArrayBuffer;
}

/** Resolves with any answer, whatever its status; rejects when there is none. */
export type Transport = (request: Request) => Promise<Answer>;

/** The transport of browsers, which gives up when nobody answers in time. */
export function fetchTransport(timeoutMs = 30_000): Transport {
  return async ({ method, url, headers, body, reads }) => {
    const answer = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {
      status: answer.status,
      header: (name) => answer.headers.get(name),
      body: reads === "bytes" ? await answer.arrayBuffer() : await answer.text(),
    };
  };
}

/** Text in UTF-8; WeChat has no TextDecoder. */
export function textOf(body: string | ArrayBuffer): string {
  if (typeof body === "string") return body;
  const hex = Array.from(new Uint8Array(body), (byte) => byte.toString(16).padStart(2, "0"));
  return hex.length === 0 ? "" : decodeURIComponent(`%${hex.join("%")}`);
}
