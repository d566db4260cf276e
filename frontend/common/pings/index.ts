/**
 * Positions on their way to the server: on the disk before they are anywhere else, and there until
 * the server has said that it has them. A phone may be killed between any two writes.
 */
import { ChunkStore, type Chunk, type Storage } from "./store";

export type { Storage } from "./store";

/** Positions that are sent at once. The same name always means the same positions. */
export interface Batch<Ping> {
  readonly id: string;
  readonly pings: readonly Ping[];
}

/**
 * What became of a batch: it arrived; it is to be sent again, perhaps not before some milliseconds;
 * the server will never take it; or it takes all but these rows, under another name (with no rows:
 * the name was taken).
 */
export type Outcome =
  "arrived" | "later" | "never" | { laterMs: number } | { drop: readonly number[] };

export interface QueueSettings<Ping> {
  storage: Storage;
  /** The queue's name in the storage: one for each attendance. */
  name: string;
  /** Must not reject: whoever knows the errors says what they mean. */
  send: (batch: Batch<Ping>) => Promise<Outcome>;
  /** A name that no batch has had, on any phone. */
  newId: () => string;
  now?: () => number;
  /** From 0 to 1, to spread out phones that come back to the network together. */
  random?: () => number;
  /** Positions in a batch; the server takes 500. */
  most?: number;
  /** Positions that are waited for before a batch is sent. */
  enough?: number;
  /** Positions that are kept; beyond, the oldest are thinned. */
  bound?: number;
}

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

export class PingQueue<Ping> {
  private readonly store: ChunkStore<Ping>;
  private readonly most: number;
  private readonly enough: number;
  private readonly bound: number;
  private sending: Promise<void> | null = null;
  private failures = 0;
  private notBefore = 0;

  constructor(private readonly settings: QueueSettings<Ping>) {
    this.most = Math.min(500, settings.most ?? 200);
    this.enough = settings.enough ?? 6;
    this.bound = settings.bound ?? 20_000;
    this.store = new ChunkStore<Ping>(settings.storage, settings.name);
  }

  /** How many positions have not arrived yet. */
  get size(): number {
    return this.store.chunks.reduce((sum, chunk) => sum + chunk.pings.length, 0);
  }

  /** How many were left out where there was no room: a screen should say so. */
  get thinned(): number {
    return this.store.thinned;
  }

  /** How many the server will never take. */
  get refused(): number {
    return this.store.refused;
  }

  /** Whether the phone has no room left, so that the last positions are in memory alone. */
  get isUnsaved(): boolean {
    return this.store.isUnsaved;
  }

  /** Keep a position; it is on the disk when this returns. */
  add(ping: Ping): void {
    const last = this.store.last;
    const open = last !== undefined && !last.tried && last.pings.length < this.most ? last : null;
    if (this.size >= this.bound || this.store.isUnsaved) this.store.thin(open);
    if (open === null) this.store.append({ id: this.settings.newId(), pings: [ping] });
    else this.store.put(open, { ...open, pings: [...open.pings, ping] });
  }

  /** Forget all of them: they are of nothing any more. */
  clear(): void {
    this.store.clear();
  }

  /** Send what is full, or with `all` everything, the oldest first; `now` waits for nothing. */
  flush({ all = false, now = false } = {}): Promise<void> {
    if (now) this.notBefore = 0;
    this.sending ??= this.run(all).finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  private async run(all: boolean): Promise<void> {
    const clock = this.settings.now ?? Date.now;
    for (let batch = this.due(all); batch !== null; batch = this.due(all)) {
      if (clock() < this.notBefore) return;
      // From now on it may have arrived, though nobody said so: nothing is added to it.
      const sent = batch.tried ? batch : this.store.put(batch, { ...batch, tried: true });
      const outcome = await this.settings.send({ id: sent.id, pings: sent.pings });
      if (this.store.chunks[0] !== sent) return; // forgotten meanwhile
      if (outcome === "later" || (typeof outcome === "object" && "laterMs" in outcome)) {
        this.notBefore = clock() + this.wait(outcome === "later" ? 0 : outcome.laterMs);
        return;
      }
      this.failures = 0;
      this.settle(sent, outcome);
    }
  }

  /** The batch that is to be sent next, if any. */
  private due(all: boolean): Chunk<Ping> | null {
    const [first] = this.store.chunks;
    if (first === undefined) return null;
    const waits =
      this.store.chunks.length === 1 && !first.tried && first.pings.length < this.enough;
    return waits && !all ? null : first;
  }

  private settle(
    chunk: Chunk<Ping>,
    outcome: "arrived" | "never" | { drop: readonly number[] },
  ): void {
    const dropped = new Set(typeof outcome === "string" ? [] : outcome.drop);
    const rest =
      typeof outcome === "string" ? [] : chunk.pings.filter((_, row) => !dropped.has(row));
    const refused = outcome === "arrived" ? 0 : chunk.pings.length - rest.length;
    if (rest.length === 0) {
      this.store.shift(refused);
      return;
    }
    // What is left is another batch now, and has another name.
    this.store.put(chunk, {
      id: this.settings.newId(),
      pings: rest,
      thinned: chunk.thinned ?? 0,
      refused: (chunk.refused ?? 0) + refused,
    });
  }

  private wait(atLeastMs: number): number {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures += 1;
    const random = this.settings.random ?? Math.random;
    return Math.max(atLeastMs, longest * (0.5 + random() / 2));
  }
}
