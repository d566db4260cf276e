import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PingQueue, type Batch, type Outcome, type QueueSettings, type Storage } from "./index";

/** A phone's storage that ends at a given write: nothing that comes later is on the disk. */
class Disk implements Storage {
  readonly kept = new Map<string, string>();
  writes = 0;
  endsAt = Infinity;
  full = false;

  get(name: string): string | null {
    return this.kept.get(name) ?? null;
  }

  set(name: string, text: string): void {
    if (this.full) throw new Error("QuotaExceededError");
    if (this.lives()) this.kept.set(name, text);
  }

  remove(name: string): void {
    if (this.lives()) this.kept.delete(name);
  }

  get isDead(): boolean {
    return this.writes >= this.endsAt;
  }

  private lives(): boolean {
    this.writes += 1;
    return this.writes < this.endsAt;
  }
}

/** A server that keeps each name once, and notices when a name means other positions. */
class Server {
  readonly batches = new Map<string, readonly number[]>();
  conflicts = 0;

  take({ id, pings }: Batch<number>): void {
    const known = this.batches.get(id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(pings)) this.conflicts += 1;
    if (known === undefined) this.batches.set(id, [...pings]);
  }

  get pings(): number[] {
    return [...this.batches.values()].flat();
  }
}

let names = 0;
function queue(storage: Storage, more: Partial<QueueSettings<number>> = {}): PingQueue<number> {
  return new PingQueue<number>({
    storage,
    name: "pings.7",
    send: () => Promise.resolve<Outcome>("arrived"),
    newId: () => `b${(names += 1)}`,
    now: () => 0,
    random: () => 1,
    ...more,
  });
}

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, row) => from + row);

describe("a queue", () => {
  it("sends when there is enough, in batches of at most so many, and empties the disk", async () => {
    const [disk, server] = [new Disk(), new Server()];
    const sizes: number[] = [];
    const send = (batch: Batch<number>) => {
      sizes.push(batch.pings.length);
      server.take(batch);
      return Promise.resolve<Outcome>("arrived");
    };
    const own = queue(disk, { send, most: 500 });
    numbers(5).forEach((each) => {
      own.add(each);
    });
    await own.flush();
    expect(sizes).toEqual([]);
    numbers(1_000, 5).forEach((each) => {
      own.add(each);
    });
    await own.flush({ all: true });
    expect(sizes).toEqual([500, 500, 5]);
    expect(server.pings).toEqual(numbers(1_005));
    expect([...disk.kept.keys()]).toEqual(["pings.7"]);
  });

  it("never sends more than 500 at once, whatever it is told", async () => {
    const sizes: number[] = [];
    const send = ({ pings }: Batch<number>) => {
      sizes.push(pings.length);
      return Promise.resolve<Outcome>("arrived");
    };
    const own = queue(new Disk(), { send, most: 9_999 });
    numbers(501).forEach((each) => {
      own.add(each);
    });
    await own.flush({ all: true });
    expect(sizes).toEqual([500, 1]);
  });

  it("adds nothing to what may have arrived", async () => {
    const sent: Batch<number>[] = [];
    const send = (batch: Batch<number>) => {
      sent.push(batch);
      return Promise.resolve<Outcome>(sent.length === 1 ? "later" : "arrived");
    };
    const own = queue(new Disk(), { send });
    own.add(1);
    await own.flush({ all: true });
    own.add(2);
    await own.flush({ all: true, now: true });
    expect(sent.map((each) => each.pings)).toEqual([[1], [1], [2]]);
    expect(sent[0]?.id).toBe(sent[1]?.id);
  });

  it("waits longer each time, not all phones alike, and as long as the server says", async () => {
    let [now, calls] = [0, 0];
    let outcome: Outcome = "later";
    const send = () => {
      calls += 1;
      return Promise.resolve(outcome);
    };
    const own = queue(new Disk(), { send, now: () => now, random: () => 0 });
    own.add(1);
    const triesAt = async (ms: number) => {
      now = ms;
      const before = calls;
      await own.flush({ all: true });
      return calls > before;
    };
    expect(await triesAt(0)).toBe(true); // half of 5 s
    expect(await triesAt(2_499)).toBe(false);
    expect(await triesAt(2_500)).toBe(true); // half of 10 s
    expect(await triesAt(7_499)).toBe(false);
    outcome = { laterMs: 60_000 };
    expect(await triesAt(7_500)).toBe(true);
    expect(await triesAt(67_499)).toBe(false);
    outcome = "arrived";
    expect(await triesAt(67_500)).toBe(true);
    expect(own.size).toBe(0);
  });

  it("is asked once at a time", async () => {
    let calls = 0;
    const send = () => {
      calls += 1;
      return Promise.resolve<Outcome>("arrived");
    };
    const own = queue(new Disk(), { send });
    own.add(1);
    await Promise.all([own.flush({ all: true }), own.flush({ all: true })]);
    expect(calls).toBe(1);
  });

  it("drops the rows that the server names, sends the rest under another name, and counts", async () => {
    const sent: Batch<number>[] = [];
    const send = (batch: Batch<number>) => {
      sent.push(batch);
      return Promise.resolve<Outcome>(sent.length === 1 ? { drop: [1] } : "arrived");
    };
    const own = queue(new Disk(), { send });
    numbers(3).forEach((each) => {
      own.add(each);
    });
    await own.flush({ all: true });
    expect(sent.map((each) => each.pings)).toEqual([
      [0, 1, 2],
      [0, 2],
    ]);
    expect(sent[0]?.id).not.toBe(sent[1]?.id);
    expect([own.size, own.refused]).toEqual([0, 1]);
  });

  it("goes on when a batch is never taken, and counts it", async () => {
    const own = queue(new Disk(), { send: () => Promise.resolve<Outcome>("never") });
    numbers(3).forEach((each) => {
      own.add(each);
    });
    await own.flush({ all: true });
    expect([own.size, own.refused]).toEqual([0, 3]);
  });

  it("forgets what is cleared while it is being sent", async () => {
    const disk = new Disk();
    let arrive: (outcome: Outcome) => void = () => undefined;
    const send = () => new Promise<Outcome>((resolve) => (arrive = resolve));
    const own = queue(disk, { send });
    own.add(1);
    const sending = own.flush({ all: true });
    await Promise.resolve();
    own.clear();
    arrive("arrived");
    await sending;
    expect(own.size).toBe(0);
    expect(queue(disk).size).toBe(0);
  });
});

describe("without room", () => {
  it("thins the oldest, keeps both ends of it, and says how many went", () => {
    const disk = new Disk();
    const own = queue(disk, { bound: 1_000, most: 100 });
    numbers(3_000).forEach((each) => {
      own.add(each);
    });
    expect(own.size).toBeLessThanOrEqual(1_000);
    expect(own.size + own.thinned).toBe(3_000);
    const again = queue(disk);
    expect([again.size, again.thinned]).toEqual([own.size, own.thinned]);
  });

  it("keeps 20,000 by itself", () => {
    const own = queue(new Disk());
    numbers(20_050).forEach((each) => {
      own.add(each);
    });
    expect(own.size).toBeLessThanOrEqual(20_000);
    expect(own.size + own.thinned).toBe(20_050);
  });

  it("keeps in memory what the disk does not take, says so, and writes it when there is room", () => {
    const disk = new Disk();
    const own = queue(disk);
    own.add(1);
    disk.full = true;
    own.add(2);
    expect([own.size, own.isUnsaved]).toEqual([2, true]);
    disk.full = false;
    own.add(3);
    expect([own.isUnsaved, queue(disk).size]).toEqual([false, 3]);
  });
});

type Step = { add: number } | { flush: "arrives" | "answer lost" | "no network" };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ add: fc.integer({ min: 1, max: 7 }) }),
  fc.record({ flush: fc.constantFrom("arrives", "answer lost", "no network") }),
);

/** Go through the steps on a disk; return what was kept for certain, once the phone is up again. */
async function live(disk: Disk, server: Server, steps: readonly Step[]): Promise<number[]> {
  let [next, way] = [0, "arrives"];
  const certain: number[] = [];
  const send = (batch: Batch<number>) => {
    if (disk.isDead || way === "no network") return Promise.resolve<Outcome>("later");
    server.take(batch);
    return Promise.resolve<Outcome>(way === "arrives" ? "arrived" : "later");
  };
  let own = queue(disk, { send, most: 5, enough: 1 });
  const ended = () => disk.isDead;
  const restart = () => {
    disk.endsAt = Infinity;
    own = queue(disk, { send, most: 5, enough: 1 });
  };
  for (const each of steps) {
    if ("add" in each) {
      for (let left = each.add; left > 0 && !ended(); left -= 1) {
        own.add((next += 1));
        if (!ended()) certain.push(next);
      }
    } else {
      way = each.flush;
      await own.flush({ all: true, now: true });
    }
    if (ended()) restart();
  }
  way = "arrives";
  await own.flush({ all: true, now: true });
  if (ended()) restart();
  await own.flush({ all: true, now: true });
  expect(own.size).toBe(0);
  return certain;
}

describe("a phone that is killed", () => {
  it("at any write loses nothing that was kept, and sends nothing under two names", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const whole = new Disk();
        await live(whole, new Server(), steps);
        for (let endsAt = 1; endsAt <= whole.writes; endsAt += 1) {
          const [disk, server] = [new Disk(), new Server()];
          disk.endsAt = endsAt;
          const certain = await live(disk, server, steps);
          const arrived = server.pings;
          expect(certain.filter((each) => !arrived.includes(each))).toEqual([]);
          expect(new Set(arrived).size).toBe(arrived.length);
          expect(server.conflicts).toBe(0);
          expect([...disk.kept.keys()].filter((name) => name !== "pings.7")).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("in the middle of a write has half a line, which is as none", () => {
    const disk = new Disk();
    const own = queue(disk, { most: 2 });
    numbers(4).forEach((each) => {
      own.add(each);
    });
    disk.kept.set("pings.7.1", '{"id":"b1","pin');
    expect(queue(disk).size).toBe(2);
  });
});
