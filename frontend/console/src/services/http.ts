/** The only caller of the network. Pages ask `api`; it is typed by the description of the server. */
import {
  createApi,
  fetchTransport,
  Offline,
  type Tokens,
  type TokenStore,
} from "@weiguang/common/api/client";
import { readProblem } from "@weiguang/common/api/problems";
import { eventReader, type ServerEvent } from "./events";

export { Offline, Problem } from "@weiguang/common/api/client";
export type { components } from "@weiguang/common/api/client";

const PLACE = "weiguang.login";
const watchers = new Set<() => void>();

/** The login, in this tab alone: the next person at a shared desk starts without it. */
export const tokens: TokenStore = {
  load() {
    const text = sessionStorage.getItem(PLACE);
    return text === null ? null : (JSON.parse(text) as Tokens);
  },
  save({ access_token, refresh_token }) {
    sessionStorage.setItem(PLACE, JSON.stringify({ access_token, refresh_token }));
  },
  clear() {
    sessionStorage.removeItem(PLACE);
  },
};

/** Be told when the login has ended and cannot be renewed. */
export function whenLoggedOut(told: () => void): void {
  watchers.add(told);
}

export const api = createApi({
  transport: fetchTransport(),
  tokens,
  onLoggedOut: () => watchers.forEach((told) => told()),
});

/** Hear the events of a route until the server ends them or `signal` does; tell if it refuses. */
export async function listen(
  path: string,
  last: string,
  signal: AbortSignal,
  told: (event: ServerEvent) => void,
): Promise<void> {
  let answer = await open(path, last, signal);
  if (answer.status === 401) {
    await api.get("/me"); // renews the login, or ends it
    answer = await open(path, last, signal);
  }
  if (!answer.ok || answer.body === null) {
    throw readProblem(answer.status, await answer.text(), answer.headers.get("retry-after"));
  }
  const give = eventReader(told);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await next(reader); piece !== undefined; piece = await next(reader)) give(piece);
}

function open(path: string, last: string, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  const held = tokens.load();
  if (held !== null) headers["Authorization"] = `Bearer ${held.access_token}`;
  if (last !== "") headers["Last-Event-ID"] = last;
  return fetch(`/api/v1${path}`, { headers, signal, cache: "no-store" }).catch((reason) => {
    throw new Offline(reason);
  });
}

async function next(reader: ReadableStreamDefaultReader<string>): Promise<string | undefined> {
  try {
    return (await reader.read()).value;
  } catch (reason) {
    throw new Offline(reason);
  }
}
