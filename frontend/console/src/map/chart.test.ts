import { describe, expect, it } from "vitest";
import { bandOf, domainOf, linesOf, nearest, ticksOf, xOf, type Ping } from "./chart";

describe("the chart", () => {
  const ping = (minute: number, probability = 1, ignored = false): Ping => ({
    t: new Date(Date.UTC(2026, 4, 4, 1, minute)).toISOString(),
    probability,
    ignored,
  });
  const pings = [ping(0, 0), ping(1, 0.5, true), ping(2), ping(30), ping(32)];
  const sheet = {
    from: Date.parse(ping(0).t),
    to: Date.parse(ping(32).t),
    width: 320,
    height: 100,
  };

  it("is broken where the phone was silent, and leaves out what was set aside", () => {
    expect(linesOf(pings, sheet, 300)).toEqual(["0.0,100.0 20.0,0.0", "300.0,0.0 320.0,0.0"]);
  });

  it("finds the ping under the pointer", () => {
    expect(nearest(pings, sheet, xOf(sheet, ping(2).t) + 1)).toBe(2);
    expect(nearest(pings, sheet, 9999)).toBe(4);
    expect(nearest([], sheet, 0)).toBeNull();
  });

  it("has full times, few enough to read", () => {
    const ticks = ticksOf(sheet);
    expect(ticks.length).toBeLessThanOrEqual(10);
    expect(ticks.every((at) => at % 300_000 === 0)).toBe(true);
  });

  it("shows all that is known with a margin, and nothing of nothing", () => {
    const domain = domainOf(pings, [{ start: ping(10).t, end: ping(40).t }]);
    expect(domain?.from).toBe(sheet.from - 72_000); // 3 % of forty minutes
    expect(domain?.to).toBe(Date.parse(ping(40).t) + 72_000);
    expect(domainOf([], [])).toBeNull();
  });

  it("cuts a band to what it shows", () => {
    const slot = { start: "2026-05-04T00:00:00Z", end: ping(16).t };
    expect(bandOf(sheet, slot)).toEqual({ x: 0, width: 160 });
  });
});
