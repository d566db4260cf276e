import { expect, test, vi } from "vitest";
import { en } from "@/texts/en";
import { zh } from "@/texts/zh";

const places = (words: string): string[] =>
  [...words.matchAll(/\{(\w+)\}/g)].map((each) => each[1] ?? "").sort();

test("all is said in both languages, with the same values", () => {
  for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
    if (key !== "attendance.span") expect(zh[key], key).toMatch(/[\u4e00-\u9fff]/);
    expect(en[key], key).not.toMatch(/[\u4e00-\u9fff]/);
    expect(en[key].trim(), key).not.toBe("");
    expect(places(en[key]), key).toEqual(places(zh[key]));
  }
});

test("times are China's wherever the phone is, and a slot over midnight says so", async () => {
  const { spanOf, onDayOf, durationOf, exactOf, dayAndTime } = await import("@/texts/when");
  const { change } = await import("@/stores/settings");
  vi.useFakeTimers({ now: Date.parse("2026-11-20T00:00:00Z"), toFake: ["Date"] });
  expect(spanOf("2026-11-25T06:00:00Z", "2026-11-25T08:30:00Z")).toBe("11月25日 周三 14:00–16:30");
  expect(spanOf("2026-11-25T14:30:00Z", "2026-11-25T18:00:00Z")).toBe(
    "11月25日 周三 22:30–11月26日 周四 02:00",
  );
  expect(onDayOf("2026-11-25T17:00:00Z", "08:05")).toBe("2026-11-26T00:05:00.000Z");
  expect([0, 59, 60, 3600, 7505].map(durationOf)).toEqual([
    "0\u00a0分钟",
    "0\u00a0分钟",
    "1\u00a0分钟",
    "1\u00a0小时",
    "2\u00a0小时 5\u00a0分钟",
  ]);
  expect([50, 170, 7200].map(exactOf)).toEqual([
    "50\u00a0秒",
    "2\u00a0分钟 50\u00a0秒",
    "2\u00a0小时",
  ]);
  change({ language: "en" });
  expect(dayAndTime("2026-11-25T06:00:00Z")).toBe("Wed 25 Nov 14:00");
});
