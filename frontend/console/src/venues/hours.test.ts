import { describe, expect, it } from "vitest";
import { readSpans, readWeek, weekLines } from "./hours";

describe("opening hours", () => {
  it.each([
    ["08:30-12:00, 14:00-17:30", "08:30-12:00 14:00-17:30"],
    ["8:30 - 12:00，14:00～17:30", "08:30-12:00 14:00-17:30"],
    ["14：00至17：30、08:30到12:00", "08:30-12:00 14:00-17:30"],
    ["00:00-24:00", "00:00-24:00"],
    ["", ""],
  ])("are read as people write them: %s", (text, spans) => {
    const read = readSpans(text)?.map(({ opens, closes }) => `${opens}-${closes}`);
    expect(read?.join(" ")).toBe(spans);
  });

  it.each(["17:00-09:00", "09:00-12:00, 11:00-13:00", "25:00-26:00", "09:00-24:30", "全天"])(
    "are no hours: %s",
    (text) => {
      expect(readSpans(text)).toBeNull();
    },
  );

  it("of a week are the same again when they were written and read", () => {
    const weekly = [
      { weekday: 1, opens: "09:00", closes: "12:00" },
      { weekday: 1, opens: "14:00", closes: "17:00" },
      { weekday: 7, opens: "00:00", closes: "24:00" },
    ];
    expect(readWeek(weekLines(weekly))).toEqual(weekly);
    expect(readWeek(["x", "", "", "", "", "", ""])).toBeNull();
  });
});
