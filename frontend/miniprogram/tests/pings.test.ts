import { expect, test } from "vitest";
import type { Ping } from "@/services/attendances";
import type { Batch, Outcome } from "@/stores/pings";

const ping = (row: number): Ping => ({
  t: new Date(1_764_000_000_000 + row * 20_000).toISOString(),
  longitude: 108.5,
  latitude: 28.56,
  accuracy: 12,
});

/** A queue on a disk, and a server that remembers what it stored under which name. */
async function bench(answer: (batch: Batch) => Outcome | "lost") {
  const { PingQueue } = await import("@/stores/pings");
  const stored = new Map<string, string>();
  const names: string[] = [];
  let disk = "[]";
  const clock = { ms: 0 };
  const open = () =>
    new PingQueue({
      load: () => JSON.parse(disk) as Batch[],
      save: (batches) => {
        disk = JSON.stringify(batches);
      },
      send: (batch) => {
        names.push(batch.id);
        const outcome = answer(batch);
        if (outcome === "arrived" || outcome === "lost") {
          const content = JSON.stringify(batch.pings);
          expect(stored.get(batch.id) ?? content, "one name, one content").toBe(content);
          stored.set(batch.id, content);
        }
        return Promise.resolve(outcome === "lost" ? "later" : outcome);
      },
      now: () => clock.ms,
    });
  const times = () =>
    [...stored.values()].flatMap((text) => (JSON.parse(text) as Ping[]).map((each) => each.t));
  return { open, clock, times, names, disk: () => JSON.parse(disk) as Batch[] };
}

test("a batch goes out when it is full, and is dropped when it has arrived", async () => {
  const { open, times, disk } = await bench(() => "arrived");
  const queue = open();
  for (let row = 0; row < 5; row += 1) queue.add(ping(row));
  await queue.flush();
  expect(times()).toEqual([]);
  queue.add(ping(5));
  await queue.flush();
  expect(times()).toHaveLength(6);
  expect(queue.size).toBe(0);
  expect(disk()).toEqual([]);
});

test("what is left goes out when all is asked for", async () => {
  const { open, times } = await bench(() => "arrived");
  const queue = open();
  queue.add(ping(0));
  await queue.flush({ all: true });
  expect(times()).toHaveLength(1);
});

test("nothing is lost when the app is killed at any point, and nothing is kept twice", async () => {
  // Answers get lost, the network comes and goes, and after each step the app starts anew from the disk.
  let seed = 7;
  const chance = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const { open, clock, times } = await bench(() => {
    const dice = chance();
    return dice < 0.4 ? "later" : dice < 0.6 ? "lost" : "arrived";
  });
  const put: string[] = [];
  let queue = open();
  for (let row = 0; row < 400; row += 1) {
    queue.add(ping(row));
    put.push(ping(row).t);
    if (chance() < 0.3) await queue.flush({ all: chance() < 0.5, now: true });
    if (chance() < 0.2) queue = open();
    clock.ms += 20_000;
  }
  for (let tries = 0; queue.size > 0 && tries < 200; tries += 1)
    await queue.flush({ all: true, now: true });
  expect(queue.size).toBe(0);
  expect([...new Set(times())].sort()).toEqual(put.sort());
});

test("a batch whose answer was lost is sent again as it was, though more was recorded meanwhile", async () => {
  let first = true;
  const { open, names, times } = await bench(() => {
    if (!first) return "arrived";
    first = false;
    return "lost";
  });
  const queue = open();
  for (let row = 0; row < 6; row += 1) queue.add(ping(row));
  await queue.flush();
  queue.add(ping(6));
  await queue.flush({ all: true, now: true });
  expect(names[1]).toBe(names[0]);
  expect(times()).toHaveLength(7);
});

test("it waits longer after each failure, up to five minutes, and not at all when there is network again", async () => {
  let up = false;
  const { open, clock, names } = await bench(() => (up ? "arrived" : "later"));
  const queue = open();
  for (let row = 0; row < 6; row += 1) queue.add(ping(row));
  const tries: number[] = [];
  for (clock.ms = 0; clock.ms < 3_600_000; clock.ms += 1000) {
    const before = names.length;
    await queue.flush();
    if (names.length > before) tries.push(clock.ms);
  }
  const pauses = tries.slice(1).map((at, row) => at - (tries[row] ?? 0));
  expect(pauses.slice(0, 4)).toEqual([5000, 10_000, 20_000, 40_000]);
  expect(Math.max(...pauses)).toBe(300_000);
  up = true;
  await queue.flush({ now: true });
  expect(queue.size).toBe(0);
});

test("the positions that the server names are dropped, the others go under another name", async () => {
  let refused = false;
  const { open, names, times } = await bench(() => {
    if (refused) return "arrived";
    refused = true;
    return { drop: [1] };
  });
  const queue = open();
  for (let row = 0; row < 6; row += 1) queue.add(ping(row));
  await queue.flush();
  await queue.flush({ all: true });
  expect(times()).not.toContain(ping(1).t);
  expect(times()).toHaveLength(5);
  expect(names[1]).not.toBe(names[0]);
});

test("what the server never takes does not stand in the way of the rest", async () => {
  const { open, times } = await bench((batch) => (batch.pings.length === 6 ? "never" : "arrived"));
  const queue = open();
  for (let row = 0; row < 7; row += 1) queue.add(ping(row));
  await queue.flush({ all: true });
  expect(times()).toEqual([ping(6).t]);
});

test("a day without network is few requests, none of them above the server's bound", async () => {
  const sizes: number[] = [];
  let up = false;
  const { open } = await bench((batch) => {
    if (up) sizes.push(batch.pings.length);
    return up ? "arrived" : "later";
  });
  const queue = open();
  for (let row = 0; row < 1500; row += 1) {
    queue.add(ping(row));
    await queue.flush({ now: row % 50 === 0 });
  }
  up = true;
  await queue.flush({ all: true, now: true });
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1500);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  expect(sizes.length).toBeLessThan(10);
});

test.each([
  [503, {}, "later"],
  [429, {}, "later"],
  [401, {}, "later"],
  [404, {}, "never"],
  [403, {}, "never"],
  [422, { "pings[3].t": ["lies in the future"] }, { drop: [3] }],
  [422, { batch_id: ["too long"] }, "never"],
])("a %i with %o means %o", async (status, fields, outcome) => {
  const { outcomeOf } = await import("@/stores/pings");
  const { Problem } = await import("@/services/failures");
  expect(outcomeOf(new Problem(status, "x", "", "", fields))).toEqual(outcome);
});
