import { describe, expect, it } from "vitest";
import { claimOf, emptyClaim, wrongInClaim } from "./form";

const NOW = Date.parse("2026-05-04T12:00:00+08:00");
const good = {
  starts: "2026-05-03T09:00",
  ends: "2026-05-03T11:00",
  description: "下乡义诊",
  evidence: "王主任在场\n\n 签到表第 3 页 ",
};

describe("a claim that is typed", () => {
  it("goes as it is when nothing is wrong", () => {
    expect(wrongInClaim(good, NOW)).toEqual({});
    expect(claimOf(good, 5)).toEqual({
      organisation_id: 5,
      starts_at: "2026-05-03T01:00:00.000Z",
      ends_at: "2026-05-03T03:00:00.000Z",
      description: "下乡义诊",
      evidence: ["王主任在场", "签到表第 3 页"],
    });
  });

  it("wants all of it", () => {
    expect(wrongInClaim(emptyClaim(), NOW)).toEqual({
      span: true,
      description: true,
      evidence: true,
    });
  });

  it.each([
    ["2026-05-03T09:00", "2026-05-03T09:10"], // a quarter of an hour at least
    ["2026-05-03T09:00", "2026-05-03T17:30"], // eight hours at most
    ["2026-05-04T10:00", "2026-05-04T12:30"], // not over yet
    ["2026-04-01T09:00", "2026-04-01T11:00"], // more than 30 days ago
  ])("is for plausible time: not %s to %s", (starts, ends) => {
    expect(wrongInClaim({ ...good, starts, ends }, NOW)).toEqual({ span: true });
  });

  it("has evidence of a bounded length", () => {
    const many = Array.from({ length: 11 }, (_, row) => `第 ${row} 条`).join("\n");
    expect(wrongInClaim({ ...good, evidence: many }, NOW)).toEqual({ evidence: true });
    expect(wrongInClaim({ ...good, evidence: "字".repeat(501) }, NOW)).toEqual({ evidence: true });
  });
});
