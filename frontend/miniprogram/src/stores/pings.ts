/** Positions on their way to the server: on the disk before they are anywhere else, dropped when they have arrived. */
import type { Ping } from "@/services/attendances";
import { newKey } from "@/services/http";
import type { Failure } from "@/services/failures";

export interface Batch {
  id: string;
  pings: Ping[];
  /** It may have arrived, though nobody said so: its name means these positions for good. */
  tried?: boolean;
}

/** What became of a batch that was sent. */
export type Outcome = "arrived" | "later" | "never" | { drop: number[] };

export interface QueueSettings {
  load: () => Batch[] | null;
  save: (batches: Batch[]) => void;
  send: (batch: Batch) => Promise<Outcome>;
  now?: () => number;
}

const FULL = 6; // at one every 20 s that is two minutes of them
const MOST = 500; // the server takes no more at once
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

export class PingQueue {
  private batches: Batch[];
  private sending: Promise<void> | null = null;
  private failures = 0;
  private notBefore = 0;

  constructor(private readonly settings: QueueSettings) {
    this.batches = settings.load() ?? [];
  }

  /** How many positions have not arrived yet. */
  get size(): number {
    return this.batches.reduce((sum, batch) => sum + batch.pings.length, 0);
  }

  /** Keep one. */
  add(ping: Ping): void {
    const last = this.batches[this.batches.length - 1];
    // Behind a batch that waits, others grow: many small requests would be a burden to phone and server.
    const most = this.batches.length > 1 ? MOST : FULL;
    const takes = last !== undefined && !last.tried && last.pings.length < most;
    if (takes) last.pings.push(ping);
    else this.batches.push({ id: newKey(), pings: [ping] });
    this.settings.save(this.batches);
  }

  /** Forget them all: they are of nothing any more. */
  clear(): void {
    this.batches = [];
  }

  /** Send what is full, or with `all` everything; one after the other, the oldest first. */
  flush({ all = false, now = false } = {}): Promise<void> {
    if (now) this.notBefore = 0;
    this.sending ??= this.run(all).finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  private async run(all: boolean): Promise<void> {
    const clock = this.settings.now ?? Date.now;
    for (;;) {
      const batch = this.batches[0];
      if (batch === undefined || clock() < this.notBefore) return;
      if (!all && this.batches.length === 1 && batch.pings.length < FULL) return;
      batch.tried = true;
      this.settings.save(this.batches);
      const outcome = await this.settings.send(batch);
      if (this.batches[0] !== batch) return; // forgotten meanwhile
      if (outcome === "later") {
        this.notBefore = clock() + waitAfter(this.failures);
        this.failures += 1;
        return;
      }
      this.failures = 0;
      this.settle(batch, outcome);
    }
  }

  private settle(batch: Batch, outcome: Exclude<Outcome, "later">): void {
    const rest =
      typeof outcome === "string"
        ? []
        : batch.pings.filter((_, row) => !outcome.drop.includes(row));
    this.batches = this.batches.slice(1);
    // What is left is another batch now, and has another name.
    if (rest.length > 0) this.batches.unshift({ id: newKey(), pings: rest });
    this.settings.save(this.batches);
  }
}

function waitAfter(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
}

/** Read from a failure what is to become of the batch. */
export function outcomeOf(failure: Failure): Outcome {
  if (failure.name === "Offline") return "later";
  const { status, fields } = failure;
  // A login that ran out comes back; too many and not now are said to be so.
  if (status >= 500 || [401, 408, 425, 429].includes(status)) return "later";
  const rows = Object.keys(fields).flatMap((field) => /^pings[[.](\d+)/.exec(field)?.[1] ?? []);
  return rows.length > 0 ? { drop: rows.map(Number) } : "never";
}
