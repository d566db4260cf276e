/** Keeps a live board up to date: by events, and by asking when the server has no place for them. */
import { onScopeDispose, shallowRef, type ShallowRef } from "vue";
import { after, EMPTY, relisted, type Board, type Person } from "./board";
import { api, listen, Problem, type components } from "@/services/http";

export type How = "connecting" | "events" | "asking" | "offline";
type OnSite = components["schemas"]["OnSiteItem"];

const PAUSE_MS = 1_000;
const ASK_MS = 3_000;
const ASKS = 20; // then events are tried again
const PAGE = 100;

export interface Live {
  readonly board: ShallowRef<Board>;
  readonly how: ShallowRef<How>;
  readonly error: ShallowRef<unknown>;
}

export function live(activityId: number): Live {
  const board = shallowRef(EMPTY);
  const how = shallowRef<How>("connecting");
  const error = shallowRef<unknown>(null);
  const over = new AbortController();
  onScopeDispose(() => over.abort());

  async function hear(): Promise<void> {
    await listen(`/activities/${activityId}/live`, board.value.version, over.signal, (event) => {
      how.value = "events";
      error.value = null;
      board.value = after(board.value, event);
    });
  }

  async function ask(): Promise<void> {
    for (let turn = 0; turn < ASKS && !over.signal.aborted; turn++) {
      board.value = await asked(activityId, board.value);
      how.value = "asking";
      error.value = null;
      await pause(ASK_MS, over.signal);
    }
  }

  async function run(): Promise<void> {
    while (!over.signal.aborted) {
      try {
        await hear();
        await pause(PAUSE_MS, over.signal);
      } catch (reason) {
        if (over.signal.aborted) return;
        await recover(reason);
      }
    }
  }

  async function recover(reason: unknown): Promise<void> {
    try {
      if (isPlaceless(reason)) return await ask();
      if (isRefusal(reason)) over.abort();
      error.value = reason;
    } catch (second) {
      error.value = second;
    }
    how.value = "offline";
    await pause(ASK_MS, over.signal);
  }

  void run();
  return { board, how, error };
}

function isPlaceless(reason: unknown): boolean {
  return reason instanceof Problem && reason.code === "live_by_polling";
}

/** What asking again will not change. */
function isRefusal(reason: unknown): boolean {
  return reason instanceof Problem && reason.status >= 400 && reason.status < 500;
}

/** The board as the list says; the same while its version holds. */
async function asked(id: number, board: Board): Promise<Board> {
  const first = await page(id, undefined, board.version);
  if (first.unchanged) return board;
  const items = [...first.items];
  for (let cursor = first.next_cursor; cursor !== null;) {
    const more = await page(id, cursor);
    items.push(...more.items);
    cursor = more.next_cursor;
  }
  const here = items.map(personOf);
  return relisted(board, { version: first.version, counts: first.counts, here }, new Date());
}

function page(id: number, cursor?: string, since?: string) {
  const query = { limit: PAGE, ...(cursor ? { cursor } : {}), ...(since ? { since } : {}) };
  return api.get("/activities/{activity_id}/on-site", { path: { activity_id: id }, query });
}

function personOf(item: OnSite): Person {
  const { seen, checked_out_at } = item;
  const there = seen.present || seen.last_ping_at === null;
  return {
    attendance_id: item.id,
    volunteer_id: item.volunteer_id,
    name: item.nickname,
    status: item.state !== "checked_in" ? "left" : there ? "on_site" : "away",
    method: item.method,
    checked_in_at: item.checked_in_at,
    checked_out_at,
    last_ping_at: seen.last_ping_at,
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
