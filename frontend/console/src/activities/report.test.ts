import { describe, expect, it } from "vitest";
import type { Activity } from "@/services/shapes";
import { draftOf, isOver, isWhole, reportOf } from "./report";

describe("a closing report", () => {
  const draft = { summary: " 上门打扫 ", groups: [{ group: " 独居老人 ", count: 12 }] };

  it("says what was done, and for whom", () => {
    expect(isWhole(draft)).toBe(true);
    expect(reportOf(draft)).toEqual({
      summary: "上门打扫",
      groups: [{ group: "独居老人", count: 12 }],
    });
    expect(isWhole({ ...draft, summary: " " })).toBe(false);
  });

  it.each([
    { group: "", count: 3 },
    { group: "儿童", count: "" as const },
    { group: "儿童", count: -1 },
    { group: "儿童", count: 1.5 },
    { group: "儿童", count: 1_000_001 },
  ])("counts whole people: not $count of “$group”", (group) => {
    expect(isWhole({ ...draft, groups: [group] })).toBe(false);
  });

  it("begins with an empty line, or with what was written", () => {
    expect(draftOf(null).groups).toEqual([{ group: "", count: "" }]);
  });
});

describe("the report is asked for", () => {
  const slot = (ends_at: string) => ({ ends_at }) as Activity["slots"][number];
  const now = Date.parse("2026-05-04T12:00:00Z");

  it("once the last slot is over", () => {
    const slots = [slot("2026-05-04T12:00:00Z"), slot("2026-05-03T12:00:00Z")];
    const phase = "ended" as const;
    expect(isOver({ state: "approved", phase, slots }, now)).toBe(true);
    expect(isOver({ state: "approved", phase, slots }, now - 1)).toBe(false);
    expect(isOver({ state: "cancelled", phase: null, slots }, now)).toBe(false);
    expect(isOver({ state: "approved", phase, slots: [] }, now)).toBe(false);
  });

  it("of what was called off after a part of it was served, too", () => {
    expect(isOver({ state: "cancelled", phase: "settling", slots: [] }, now)).toBe(true);
  });
});
