/** What may go wrong with a request: the server says no, or nobody answers. */

/** Members of problem+json (RFC 9457) as the server writes them. */
export interface ProblemBody {
  code: string;
  detail: string;
  detail_en: string;
  fields?: Record<string, unknown>;
  retry_after_seconds?: number;
  [more: string]: unknown;
}

/** The server answered, and refused. `detail` and `detailEn` say what to do next. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly detailEn: string,
    /** What is wrong with which field. */
    readonly fields: Record<string, unknown> = {},
    /** Seconds to wait before the next try, if the server says so. */
    readonly retryAfter: number | null = null,
    /** Members of their own that some codes bring: how far away the site is, and the like. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code} (${status}): ${detailEn}`);
  }
}

/** Nobody answered: no network, or the server is out of reach. */
export class Offline extends Error {
  override readonly name = "Offline";
  readonly detail = "网络连接不上，请检查网络后再试。";
  readonly detailEn = "The network cannot be reached. Check it and try again.";

  constructor(readonly reason?: unknown) {
    super("offline");
  }
}

/** Return the refusal that an answer of this status and text stands for. */
export function readProblem(status: number, text: string, retryAfter?: string | null): Problem {
  const body = asProblem(text);
  if (body === null) return unreadable(status, retryAfter);
  const { code, detail, detail_en, fields, ...extra } = body;
  const wait = seconds(retryAfter) ?? body.retry_after_seconds ?? null;
  return new Problem(status, code, detail, detail_en, fields, wait, extra);
}

/** What a proxy says in the server's place is no problem+json. */
function unreadable(status: number, retryAfter?: string | null): Problem {
  return new Problem(
    status,
    "answer_unreadable",
    "服务器暂时无法正常回答，请稍后再试。",
    "The server cannot answer properly at the moment. Try again later.",
    {},
    seconds(retryAfter),
  );
}

function asProblem(text: string): ProblemBody | null {
  try {
    const found: unknown = JSON.parse(text);
    return isProblem(found) ? found : null;
  } catch {
    return null;
  }
}

function isProblem(found: unknown): found is ProblemBody {
  if (typeof found !== "object" || found === null) return false;
  const body = found as Partial<ProblemBody>;
  return (
    typeof body.code === "string" &&
    typeof body.detail === "string" &&
    typeof body.detail_en === "string"
  );
}

function seconds(text?: string | null): number | null {
  return text != null && /^\d+$/.test(text) ? Number(text) : null;
}
