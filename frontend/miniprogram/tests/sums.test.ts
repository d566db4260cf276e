import { mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import type { Settlement } from "@/services/shapes";

const span = (from: string, to: string) => ({
  start: `2026-11-25T${from}:00Z`,
  end: `2026-11-25T${to}:00Z`,
});
const pair = (from: string, to: string): string[] => Object.values(span(from, to));

const settlement = {
  number: 2,
  rule_set: "cn-2026.1",
  present_seconds: 7200,
  credited_seconds: 6300,
  computed_seconds: 6300,
  credited_spans: [pair("06:00", "07:30"), pair("07:45", "08:00")],
  intervals: [span("06:00", "06:20"), span("07:10", "08:00")],
  unverified: [
    { ...span("06:20", "07:10"), reason: "GAP_UNVERIFIED", confidence: 0.8 },
    { ...span("08:30", "09:00"), reason: "GAP_UNVERIFIED", confidence: 0.4 },
  ],
  cuts: [{ rule: "breaks", seconds: -900, zh: "休息", en: "break", reason: "BREAK_DECLARED" }],
  amended: null,
  signals: [],
  flags: [],
} as unknown as Settlement;

test("what somebody vouched for is told apart from what still counts for nothing", async () => {
  const { sumUp } = await import("@/services/sums");
  const sum = sumUp(settlement);
  expect(sum.vouched).toEqual([settlement.unverified[0]]);
  expect(sum.open).toEqual([settlement.unverified[1]]);
});

test("the sum is shown line by line, and comes out", async () => {
  const SettledHours = (await import("@/components/settled-hours.vue")).default;
  const shown = mount(SettledHours, { props: { settlement } }).text();
  for (const words of [
    "14:00–14:20",
    "20\u00a0分钟",
    "负责人证实",
    "14:20–15:10",
    "2\u00a0小时",
    "休息",
    "−15\u00a0分钟",
    "1\u00a0小时 45\u00a0分钟",
    "16:30–17:00",
    "没有收到位置",
  ]) {
    expect(shown).toContain(words);
  }
});

test("what a reviewer set in its place is said to be that", async () => {
  const SettledHours = (await import("@/components/settled-hours.vue")).default;
  const amended = { ...settlement, amended: [pair("06:00", "08:30")] };
  const shown = mount(SettledHours, { props: { settlement: amended } }).text();
  expect(shown).toContain("审核人改为计入");
  expect(shown).toContain("14:00–16:30");
});
