import { describe, expect, it } from "vitest";
import {
  chinaInstant,
  chinaTime,
  clockWords,
  cutWords,
  dayWords,
  durationWords,
  hoursWords,
  spanWords,
} from "./index";

const NOW = "2026-05-04T01:00:00Z"; // Monday, nine in the morning in China

describe("durations", () => {
  it.each([
    [0, "0 分钟", "0 min"],
    [59, "0 分钟", "0 min"],
    [60, "1 分钟", "1 min"],
    [3_600, "1 小时", "1 h"],
    [4_800, "1 小时 20 分钟", "1 h 20 min"],
    [-5, "0 分钟", "0 min"],
  ])("of %i s", (seconds, zh, en) => {
    expect(durationWords(seconds)).toBe(zh);
    expect(durationWords(seconds, "en")).toBe(en);
  });

  it("hours are cut off, as the ledger does", () => {
    expect(hoursWords(2_879)).toBe("0.7 小时");
    expect(hoursWords(3_600, "en")).toBe("1.0 h");
  });

  it("a cut says how much and why, and how much only once", () => {
    const zh = "未计入 1 小时 48 分钟 59 秒：不在活动时段内";
    const en = "1 h 48 min 59 s not counted: outside the hours of the activity";
    expect(cutWords({ seconds: -6_539, zh, en })).toBe(zh);
    expect(cutWords({ seconds: -6_539, zh, en }, "en")).toBe(en);
  });
});

describe("time in China", () => {
  it("is eight hours ahead, whatever the phone is set to", () => {
    expect(chinaTime("2025-12-31T16:30:00Z")).toMatchObject({
      year: 2026,
      month: 1,
      day: 1,
      weekday: 4,
      hour: 0,
      minute: 30,
    });
    expect(clockWords(NOW)).toBe("09:00");
    expect(chinaInstant(2026, 5, 4, 9).toISOString()).toBe("2026-05-04T01:00:00.000Z");
  });

  it.each([
    ["2026-05-03T15:59:00Z", "昨天", "yesterday"],
    ["2026-05-03T16:00:00Z", "今天", "today"],
    ["2026-05-04T16:00:00Z", "明天", "tomorrow"],
    ["2026-05-09T01:00:00Z", "5月9日 周六", "Sat 9 May"],
    ["2027-01-01T01:00:00Z", "2027年1月1日 周五", "Fri 1 Jan 2027"],
  ])("the day of %s", (instant, zh, en) => {
    expect(dayWords(instant, NOW)).toBe(zh);
    expect(dayWords(instant, NOW, "en")).toBe(en);
  });

  it("a span names the day once, or both", () => {
    expect(spanWords(NOW, "2026-05-04T03:30:00Z", NOW)).toBe("今天 09:00–11:30");
    expect(spanWords("2026-05-04T14:00:00Z", "2026-05-04T17:00:00Z", NOW)).toBe(
      "今天 22:00–明天 01:00",
    );
  });
});
