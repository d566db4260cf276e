import { describe, expect, it } from "vitest";
import { fieldsOf, spansOf, wrongIn } from "./amend";
import { decisionsFor } from "./deciding";
import { actOf, afterDone, moved } from "./keys";
import type { ReviewItem } from "@/services/shapes";

const plain = { ctrlKey: false, metaKey: false, altKey: false };
const ROWS = [{ id: 5 }, { id: 7 }, { id: 9 }];

describe("the keyboard", () => {
  it.each([
    ["j", "next"],
    ["K", "previous"],
    ["a", "accept"],
    ["U", "unverified"],
    ["m", "amend"],
    ["r", "refuse"],
    ["?", "help"],
    ["x", null],
  ])("%s is %s", (key, act) => {
    expect(actOf({ ...plain, key }, false)).toBe(act);
  });

  it("leaves letters to whoever types, and Ctrl to the browser", () => {
    expect(actOf({ ...plain, key: "r" }, true)).toBeNull();
    expect(actOf({ ...plain, key: "Escape" }, true)).toBe("leave");
    expect(actOf({ ...plain, key: "r", ctrlKey: true }, false)).toBeNull();
  });

  it("goes along the queue and stays at its ends", () => {
    expect(moved(ROWS, 5, 1)).toBe(7);
    expect(moved(ROWS, 9, 1)).toBe(9);
    expect(moved(ROWS, 5, -1)).toBe(5);
    expect(moved(ROWS, null, 1)).toBe(5);
    expect(moved([], 5, 1)).toBeNull();
  });

  it("goes on to the next when one is done, and back from the last", () => {
    expect(afterDone(ROWS, 5)).toBe(7);
    expect(afterDone(ROWS, 9)).toBe(7);
    expect(afterDone([{ id: 5 }], 5)).toBeNull();
  });
});

describe("what may be decided", () => {
  const silence = { start: "", end: "", confidence: 0.5, reason: "GAP" };
  const objection = {} as NonNullable<ReviewItem["dispute"]>;

  it("has unverified time only where there is some", () => {
    expect(decisionsFor({ dispute: null }, { unverified: [] })).toEqual([
      "accept",
      "amend",
      "refuse",
    ]);
    expect(decisionsFor({ dispute: null }, { unverified: [silence] })).toContain("unverified");
  });

  it("does not accept once more what the volunteer objects to", () => {
    expect(decisionsFor({ dispute: objection }, { unverified: [] })).toEqual(["amend", "refuse"]);
  });
});

describe("spans that are set by hand", () => {
  const slot = { start: "2026-05-04T01:00:00Z", end: "2026-05-04T03:00:00Z" }; // 9 to 11 in China
  const span = (start: string, end: string) => ({
    start: `2026-05-04T${start}`,
    end: `2026-05-04T${end}`,
  });

  it("begin with the stays, within the slot", () => {
    const stays = [{ start: "2026-05-04T00:50:10Z", end: "2026-05-04T02:00:40Z" }];
    expect(fieldsOf(stays, slot)).toEqual([span("09:00", "10:00")]);
    expect(fieldsOf([], slot)).toEqual([span("09:00", "11:00")]);
  });

  it.each([
    [span("09:00", "11:00"), null],
    [span("08:59", "10:00"), "outside"],
    [span("10:00", "11:01"), "outside"],
    [span("10:00", "10:00"), "backwards"],
    [{ start: "", end: "2026-05-04T10:00" }, "empty"],
  ])("%o: %s", (fields, wrong) => {
    expect(wrongIn([fields], slot)).toEqual([wrong]);
  });

  it("must not overlap, but may touch", () => {
    const first = span("09:00", "10:00");
    expect(wrongIn([first, span("09:30", "10:30")], slot)).toEqual([null, "overlap"]);
    expect(wrongIn([first, span("10:00", "10:30")], slot)).toEqual([null, null]);
  });

  it("are sent within the slot to the second", () => {
    const odd = { start: "2026-05-04T01:00:20Z", end: "2026-05-04T03:00:00Z" };
    const fields = fieldsOf([], odd);
    expect(wrongIn(fields, odd)).toEqual([null]);
    expect(spansOf(fields, odd)[0]?.start).toBe("2026-05-04T01:00:20Z");
  });
});
