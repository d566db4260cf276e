import { describe, expect, expectTypeOf, it } from "vitest";
import { createApi, Offline, Problem, type Answer, type Request, type Tokens } from "./client";

const OLD: Tokens = { access_token: "a1", refresh_token: "r1" };
const NEW: Tokens = { access_token: "a2", refresh_token: "r2" };

function answer(status: number, body: unknown = "", headers: Record<string, string> = {}): Answer {
  return {
    status,
    header: (name) => headers[name] ?? null,
    body: body instanceof ArrayBuffer || typeof body === "string" ? body : JSON.stringify(body),
  };
}

const problem = (status: number, more: object = {}) =>
  answer(status, { code: "c", detail: "请稍后再试。", detail_en: "Try later.", ...more });

/** A client, what it sent, and where its login is kept. */
function client(
  respond: (request: Request) => Answer | Promise<Answer>,
  login: Tokens | null = OLD,
  ready: () => Promise<unknown> | null = () => null,
) {
  const sent: Request[] = [];
  const kept: { tokens: Tokens | null; ended: number } = { tokens: login, ended: 0 };
  const api = createApi({
    transport: async (request) => {
      sent.push(request);
      await Promise.resolve();
      return respond(request);
    },
    tokens: {
      load: () => kept.tokens,
      save: (tokens) => {
        kept.tokens = tokens;
      },
      clear: () => {
        kept.tokens = null;
      },
    },
    ready,
    onLoggedOut: () => {
      kept.ended += 1;
    },
  });
  return { api, sent, kept };
}

/** A server that knows only the new access token, and renews the old login. */
const renewing = (request: Request): Answer => {
  if (request.url.endsWith("/auth/refresh")) return answer(200, NEW);
  return request.headers.Authorization === "Bearer a2" ? answer(200, { id: 7 }) : problem(401);
};

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error("it was expected to fail");
    },
    (error: unknown) => error,
  );

describe("a request", () => {
  it("waits until somebody who is being logged in is; the login itself does not", async () => {
    let open: () => void = () => undefined;
    const entering = new Promise<void>((resolve) => (open = resolve));
    const { api, sent, kept } = client(
      () => answer(200, {}),
      null,
      () => entering,
    );
    const asked = api.get("/me");
    await api.post("/auth/dev", { body: { name: "小杨", organisation_id: null } });
    expect(sent.map((each) => each.url)).toEqual(["/api/v1/auth/dev"]);
    kept.tokens = NEW;
    open();
    await asked;
    expect(sent[1]?.headers.Authorization).toBe("Bearer a2");
  });

  it("fills the path and the query, and carries the login", async () => {
    const { api, sent } = client(() => answer(200, { items: [], next_cursor: null }));
    await api.get("/activities", { query: { q: "扫 雪&", limit: 5, near: undefined } });
    await api.get("/activities/{activity_id}", { path: { activity_id: 7 } });
    expect(sent.map((each) => each.url)).toEqual([
      "/api/v1/activities?q=%E6%89%AB%20%E9%9B%AA%26&limit=5",
      "/api/v1/activities/7",
    ]);
    expect(sent[0]?.headers.Authorization).toBe("Bearer a1");
  });

  it("sends JSON, and the key of a repetition", async () => {
    const { api, sent } = client(() => answer(200, {}));
    await api.post("/auth/dev", {
      body: { name: "小杨", role: "volunteer" },
      key: "once",
    });
    expect(sent[0]).toMatchObject({
      method: "POST",
      body: '{"name":"小杨","role":"volunteer"}',
      headers: { "Content-Type": "application/json", "Idempotency-Key": "once" },
    });
  });

  it("says which version was seen", async () => {
    const { api, sent } = client(() => answer(200, {}));
    await api.put("/activities/{activity_id}/sites", {
      path: { activity_id: 7 },
      body: { type: "FeatureCollection", features: [], properties: { datum: "wgs84" } },
      seen: 3,
    });
    expect(sent[0]?.headers["If-Match"]).toBe('"3"');
  });

  it("sends a file as it is, with its type", async () => {
    const { api, sent } = client(() => answer(201, {}));
    const body = new Uint8Array([1, 2]).buffer;
    const query = {
      t: "2026-05-01T00:00:00Z",
      lon: 108.5,
      lat: 28.5,
      accuracy_m: 9,
      datum: "wgs84",
    } as const;
    await api.post("/attendances/{attendance_id}/photos", {
      path: { attendance_id: 1 },
      query,
      body,
      type: "image/jpeg",
    });
    expect(sent[0]?.body).toBe(body);
    expect(sent[0]?.headers["Content-Type"]).toBe("image/jpeg");
  });

  it("without a login says nothing of one", async () => {
    const { api, sent } = client(() => answer(200, {}), null);
    await api.get("/health");
    expect(sent[0]?.headers).not.toHaveProperty("Authorization");
  });

  it("must fill its path", () => {
    const { api } = client(() => answer(200, {}));
    // @ts-expect-error the path needs an id
    return expect(api.get("/activities/{activity_id}")).rejects.toThrow(TypeError);
  });
});

describe("an answer", () => {
  it("is typed by path and method", () => {
    const { api } = client(() => answer(200, {}));
    expectTypeOf(
      api.get<"/activities/{activity_id}", { path: { activity_id: number } }>,
    ).returns.resolves.toHaveProperty("title");
    expectTypeOf(api.delete<"/me/phone", object>).returns.resolves.toEqualTypeOf<undefined>();
  });

  it("of 204 is nothing", async () => {
    const { api } = client(() => answer(204));
    await expect(api.delete("/me/phone")).resolves.toBeUndefined();
  });

  it("that is a file is given as bytes", async () => {
    const bytes = new Uint8Array([80, 75]).buffer;
    const { api, sent } = client(() => answer(200, bytes));
    expect(await api.get("/imports/template", { as: "bytes" })).toBe(bytes);
    expect(sent[0]?.reads).toBe("bytes");
  });

  it("that cannot be read is a problem, not a crash", async () => {
    const { api } = client(() => answer(200, "<html>"));
    expect(await failure(api.get("/health"))).toMatchObject({ code: "answer_unreadable" });
  });
});

describe("a refusal", () => {
  it("says what, in both languages, and where", async () => {
    const { api } = client(() => problem(422, { fields: { name: ["短"] }, distance_m: 120 }));
    const error = await failure(api.get("/health"));
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({
      status: 422,
      code: "c",
      detail: "请稍后再试。",
      detailEn: "Try later.",
      fields: { name: ["短"] },
      retryAfter: null,
      extra: { distance_m: 120 },
    });
  });

  it("says how long to wait, in the header or the body", async () => {
    const header = client(() => ({ ...problem(503), header: () => "5" }));
    expect(await failure(header.api.get("/health"))).toMatchObject({ retryAfter: 5 });
    const body = client(() => problem(429, { retry_after_seconds: 900 }));
    expect(await failure(body.api.get("/health"))).toMatchObject({ retryAfter: 900 });
  });

  it("is read from bytes too", async () => {
    const text = JSON.stringify({ code: "gone", detail: "已删除。", detail_en: "Deleted." });
    const { api } = client(() => answer(410, new TextEncoder().encode(text).buffer));
    const error = await failure(api.get("/imports/template", { as: "bytes" }));
    expect(error).toMatchObject({ code: "gone", detail: "已删除。" });
  });

  it("of a proxy that speaks HTML is a problem with a sentence", async () => {
    const { api } = client(() => answer(502, "<html>Bad Gateway</html>"));
    expect(await failure(api.get("/health"))).toMatchObject({
      status: 502,
      code: "answer_unreadable",
    });
  });

  it("by nobody is Offline", async () => {
    const { api } = client(() => Promise.reject(new Error("request:fail")));
    expect(await failure(api.get("/health"))).toBeInstanceOf(Offline);
  });
});

describe("a login that ran out", () => {
  it("is renewed once for all who wait", async () => {
    const { api, sent, kept } = client(renewing);
    const path = { activity_id: 7 };
    const answers = await Promise.all(
      [1, 2, 3].map(() => api.get("/activities/{activity_id}", { path })),
    );
    expect(answers).toEqual([{ id: 7 }, { id: 7 }, { id: 7 }]);
    expect(sent.filter((each) => each.url.endsWith("/refresh"))).toHaveLength(1);
    expect(kept.tokens).toEqual(NEW);
  });

  it("is renewed with the refresh token alone, and the request repeated as it was", async () => {
    const { api, sent } = client(renewing);
    await api.post("/activities/{activity_id}/submit", { path: { activity_id: 7 }, key: "k" });
    const [first, renewal, second] = sent;
    expect(renewal).toMatchObject({ method: "POST", body: '{"refresh_token":"r1"}' });
    expect(renewal?.headers).not.toHaveProperty("Authorization");
    expect(second).toEqual({
      ...first,
      headers: { ...first?.headers, Authorization: "Bearer a2" },
    });
  });

  it("that another tab has renewed is used as it is", async () => {
    const { api, sent, kept } = client((request) => {
      kept.tokens = NEW;
      return request.headers.Authorization === "Bearer a2" ? answer(200, {}) : problem(401);
    });
    await api.get("/me");
    expect(sent.map((each) => each.url)).toEqual(["/api/v1/me", "/api/v1/me"]);
  });

  it("that cannot be renewed has ended", async () => {
    const { api, kept, sent } = client(() => problem(401));
    expect(await failure(api.get("/me"))).toMatchObject({ status: 401 });
    expect(kept).toEqual({ tokens: null, ended: 1 });
    expect(sent).toHaveLength(2);
  });

  it("is not renewed a second time for one request", async () => {
    const { api, sent } = client((request) =>
      request.url.endsWith("/refresh") ? answer(200, NEW) : problem(401),
    );
    expect(await failure(api.get("/me"))).toMatchObject({ status: 401 });
    expect(sent).toHaveLength(3);
  });

  it.each([
    ["the network", () => Promise.reject(new Error("off")), Offline],
    ["the server", () => problem(503), Problem],
  ])("stays when %s is not there to renew it", async (_, respond, kind) => {
    const { api, kept } = client((request) =>
      request.url.endsWith("/refresh") ? respond() : problem(401),
    );
    expect(await failure(api.get("/me"))).toBeInstanceOf(kind);
    expect(kept).toEqual({ tokens: OLD, ended: 0 });
  });
});
