import { describe, expect, it } from "vitest";
import { daysLeft } from "./days";

describe("the days that a notice has left", () => {
  const until = "2026-05-11T16:00:00Z"; // midnight of the 12th in China

  it("are China's days", () => {
    expect(daysLeft(until, "2026-05-04T02:00:00Z")).toBe(7);
    expect(daysLeft(until, "2026-05-10T15:59:00Z")).toBe(1);
    expect(daysLeft(until, "2026-05-10T16:00:00Z")).toBe(0);
    expect(daysLeft(until, "2026-05-11T15:59:00Z")).toBe(0);
  });

  it("are none once it is over and waits for an answer", () => {
    expect(daysLeft(until, "2026-05-11T16:00:00Z")).toBe(-1);
  });
});
