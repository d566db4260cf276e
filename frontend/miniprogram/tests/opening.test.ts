import { beforeEach, expect, test } from "vitest";
import { openingOf, weekOf } from "@/services/opening";
import type { Venue } from "@/services/shapes";
import { openingWords, walkingMinutes, weekWords } from "@/texts/opening";
import { change } from "@/stores/settings";

const span = (weekday: number, opens: string, closes: string) => ({ weekday, opens, closes });
const weekly = [1, 2, 3, 4, 5].flatMap((day) => [
  span(day, "09:00", "12:00"),
  span(day, "14:00", "17:30"),
]);
const exceptions = [{ date: "2026-11-26", spans: [], note: "盘点" }];
const venue = { weekly, exceptions } as unknown as Venue;
/** A time in China on Wednesday, 25 November 2026. */
const on = (time: string, day = 25) => Date.parse(`2026-11-${day}T${time}:00+08:00`);

beforeEach(() => change({ language: "zh" }));

test.each([
  [on("08:59"), "今天 09:00 开门"],
  [on("09:00"), "开放中，12:00 关门"],
  [on("12:00"), "今天 14:00 开门"],
  [on("17:29"), "开放中，17:30 关门"],
  [on("17:30"), "周五 09:00 开门"], // Thursday is an exception
  [on("10:00", 26), "明天 09:00 开门"],
  [on("20:00", 27), "周一 09:00 开门"],
])("at %s one reads: %s", (now, words) => {
  expect(openingWords(venue, now)).toBe(words);
});

test("where nothing is known, one is told to call before", () => {
  const unknown = { weekly: [], exceptions: [] } as unknown as Venue;
  expect(openingOf(unknown, on("10:00"))).toEqual({ kind: "unknown" });
  expect(openingWords(unknown)).toContain("打电话");
});

test("days with the same hours share a line", () => {
  expect(weekOf(venue).map(({ days }) => days)).toEqual([
    [1, 2, 3, 4, 5],
    [6, 7],
  ]);
  expect(weekWords(venue)).toEqual([
    { days: "周一至周五", hours: "09:00–12:00、14:00–17:30" },
    { days: "周六至周日", hours: "不开放" },
  ]);
  change({ language: "en" });
  expect(weekWords(venue)[1]).toEqual({ days: "Sat–Sun", hours: "closed" });
});

test("an old person needs a quarter of an hour for half a kilometre and a bit", () => {
  expect(walkingMinutes(555)).toBe(15);
  expect(walkingMinutes(3)).toBe(1);
});
