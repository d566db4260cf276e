/** The one client of the API, typed by path and method; how requests leave the device is injected. */
import { Offline, readProblem } from "./problems";
import type { Answered, Bytes, Method, Options, PathOf } from "./routes";
import { textOf, type Answer, type Request, type Transport } from "./transport";

export { Offline, Problem } from "./problems";
export { fetchTransport } from "./transport";
export type { Answer, Request, Transport } from "./transport";
export type { components } from "./schema";

/** A login: as `POST /auth/…` answers it, so that the answer can be saved as it is. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
}

/** Where the login is kept. */
export interface TokenStore {
  load(): Tokens | null;
  save(tokens: Tokens): void;
  clear(): void;
}

export interface ApiSettings {
  transport: Transport;
  tokens: TokenStore;
  /** Where the server is; empty for the page's own origin. */
  origin?: string;
  /** What everything but a login waits for: somebody may be about to be logged in. */
  ready?: () => Promise<unknown> | null;
  /** Called when the login has ended and nobody can renew it. */
  onLoggedOut?: () => void;
}

// A member that must be there makes the whole argument needed.
type Call<M extends Method> = <Path extends PathOf<M>, Said extends Options<M, Path>>(
  path: Path,
  ...options: Partial<Options<M, Path>> extends Options<M, Path>
    ? [options?: Said]
    : [options: Said]
) => Promise<Answered<M, Path, Said>>;

export type Api = { readonly [M in Method]: Call<M> };

/** What a call may say, as the client sees it. */
interface Said {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  type?: string;
  as?: "bytes" | "text";
  key?: string;
  seen?: number;
}

const PREFIX = "/api/v1";
const LOGINS = "/auth/";
const REFRESH = "/auth/refresh";

/** Return a client. */
export function createApi(settings: ApiSettings): Api {
  const renewal = new Renewal(settings);
  const call =
    (method: Uppercase<Method>) =>
    async (path: string, said: Said = {}): Promise<unknown> => {
      if (!path.startsWith(LOGINS)) await settings.ready?.();
      const request = describe(method, settings.origin ?? "", path, said);
      return read(await renewal.send(request), said.as);
    };
  // The types of the calls are promises about the server that TypeScript cannot check here.
  return {
    get: call("GET"),
    post: call("POST"),
    put: call("PUT"),
    patch: call("PATCH"),
    delete: call("DELETE"),
  } as unknown as Api;
}

/** Sends with the access token, and renews it once when it has run out: once for all who wait. */
class Renewal {
  private running: Promise<boolean> | null = null;

  constructor(private readonly settings: ApiSettings) {}

  async send(request: Request): Promise<Answer> {
    const used = this.settings.tokens.load();
    const answer = await this.once(request, used);
    if (answer.status !== 401 || used === null) return answer;
    if (!(await this.renewed(used))) return answer;
    return this.once(request, this.settings.tokens.load());
  }

  private async once(request: Request, tokens: Tokens | null): Promise<Answer> {
    const login = tokens && { Authorization: `Bearer ${tokens.access_token}` };
    try {
      return await this.settings.transport({
        ...request,
        headers: { ...request.headers, ...login },
      });
    } catch (reason) {
      throw new Offline(reason);
    }
  }

  private renewed(used: Tokens): Promise<boolean> {
    const now = this.settings.tokens.load();
    if (now === null) return Promise.resolve(false);
    // Another call, or another tab of the browser, was faster.
    if (now.access_token !== used.access_token) return Promise.resolve(true);
    this.running ??= this.renew(now).finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async renew({ refresh_token }: Tokens): Promise<boolean> {
    const origin = this.settings.origin ?? "";
    const answer = await this.once(
      describe("POST", origin, REFRESH, { body: { refresh_token } }),
      null,
    );
    if (answer.status === 200) {
      this.settings.tokens.save(JSON.parse(textOf(answer.body)) as Tokens);
      return true;
    }
    // Too many, or not there now: the login is still good.
    if (answer.status >= 500 || answer.status === 429) throw refusal(answer);
    this.settings.tokens.clear();
    this.settings.onLoggedOut?.();
    return false;
  }
}

function describe(method: Uppercase<Method>, origin: string, path: string, said: Said): Request {
  const headers: Record<string, string> = { Accept: "application/json, */*;q=0.5" };
  if (said.body !== undefined) headers["Content-Type"] = said.type ?? "application/json";
  if (said.key !== undefined) headers["Idempotency-Key"] = said.key;
  if (said.seen !== undefined) headers["If-Match"] = `"${said.seen}"`;
  const url = origin + PREFIX + fill(path, said.path ?? {}) + queryOf(said.query ?? {});
  const reads = said.as === "bytes" ? "bytes" : "text";
  return said.body === undefined
    ? { method, url, headers, reads }
    : { method, url, headers, reads, body: written(said.body) };
}

function written(body: unknown): string | Bytes {
  const isBytes = body instanceof ArrayBuffer || body instanceof Uint8Array;
  return isBytes ? (body as Bytes) : JSON.stringify(body);
}

function fill(path: string, values: Record<string, string | number>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
}

function queryOf(values: Record<string, unknown>): string {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    // A list is one pair for each of its items.
    (Array.isArray(value) ? value : [value])
      .filter((each) => each != null)
      .map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(String(each))}`),
  );
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}

function read(answer: Answer, as?: "bytes" | "text"): unknown {
  if (answer.status < 200 || answer.status > 299) throw refusal(answer);
  if (answer.status === 204) return undefined;
  if (as !== undefined) return answer.body;
  try {
    return JSON.parse(textOf(answer.body)) as unknown;
  } catch {
    throw refusal({ ...answer, body: "" });
  }
}

function refusal(answer: Answer): Error {
  return readProblem(answer.status, textOf(answer.body), answer.header("retry-after"));
}
