import { describe, expect, it } from "vitest";
import { after, EMPTY, gone, present, relisted, stayOf, type Person } from "./board";
import { checklist } from "./checklist";
import { bodyOf, emptyDraft, repetitionOf, stepOf, wrongIn } from "./form";
import { bounds, monthOf, shifted, weeksOf } from "./month";
import { fromField, toField } from "@/shared/times";
import type { Activity } from "@/services/shapes";

const COMPLETE = {
  slots: [{}],
  sites: [{}],
  risk_notice: "路滑",
  conditions: "不限",
  dangerous: false,
  minors_allowed: true,
  insurance_policy: "",
  safety: "",
} as unknown as Activity;

function crosses(changes: Partial<Activity>): string[] {
  return checklist({ ...COMPLETE, ...changes })
    .filter(({ good }) => !good)
    .map(({ name }) => name);
}

describe("the checklist", () => {
  it("has a cross for each thing that is missing", () => {
    expect(crosses({})).toEqual([]);
    expect(crosses({ risk_notice: "  ", sites: [], dangerous: null })).toEqual([
      "sites",
      "risk_notice",
      "dangerous",
    ]);
  });

  it("asks for insurance and safety where there is danger, and keeps minors away", () => {
    expect(crosses({ dangerous: true })).toEqual([
      "insurance_policy",
      "safety",
      "danger_for_minors",
    ]);
    expect(crosses({ dangerous: true, minors_allowed: null })).not.toContain("danger_for_minors");
    const seen = { dangerous: true, minors_allowed: false, safety: "头盔", insurance_policy: "P1" };
    expect(crosses(seen)).toEqual([]);
  });
});

describe("the month", () => {
  it("is whole weeks from Monday, in China", () => {
    const { from, to } = bounds({ year: 2026, month: 11 }); // the 1st is a Sunday
    expect(from.toISOString()).toBe("2026-10-25T16:00:00.000Z");
    expect(to.toISOString()).toBe("2026-12-06T16:00:00.000Z");
  });

  it("needs no week more when it ends on a Sunday", () => {
    expect(weeksOf({ year: 2026, month: 5 }, [], 0)).toHaveLength(5);
    expect(weeksOf({ year: 2027, month: 2 }, [], 0)).toHaveLength(4); // Monday to Sunday
  });

  it("shows a slot on the day on which it begins there, in order of time", () => {
    const slot = (id: number, starts_at: string): object => ({ id, starts_at });
    const activity = {
      id: 1,
      // The second is still the 3rd in Greenwich and the 4th in China.
      slots: [slot(1, "2026-05-04T06:00:00Z"), slot(2, "2026-05-03T16:30:00Z")],
    } as unknown as Activity;
    const now = "2026-05-04T01:00:00Z";
    const days = weeksOf(monthOf(now), [activity], now).flat();
    const fourth = days.find(({ day, inMonth }) => day === 4 && inMonth);
    expect(fourth?.today).toBe(true);
    expect(fourth?.entries.map((entry) => entry.slot.id)).toEqual([2, 1]);
    expect(days.filter(({ entries }) => entries.length > 0)).toHaveLength(1);
  });

  it("turns over the year", () => {
    expect(shifted({ year: 2026, month: 12 }, 1)).toEqual({ year: 2027, month: 1 });
    expect(shifted({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 });
  });
});

describe("the form", () => {
  const filled = {
    ...emptyDraft(),
    title: "清洁",
    starts: "2026-05-04T09:00",
    ends: "2026-05-04T11:00",
  };

  it("speaks China's time", () => {
    expect(fromField("2026-05-04T09:00")?.toISOString()).toBe("2026-05-04T01:00:00.000Z");
    expect(toField("2026-05-04T01:00:00Z")).toBe("2026-05-04T09:00");
    expect(fromField("")).toBeNull();
  });

  it("can be saved as soon as there are a title and a time", () => {
    expect(Object.keys(wrongIn(emptyDraft()))).toEqual(["title", "starts", "ends"]);
    expect(wrongIn(filled)).toEqual({});
    expect(wrongIn({ ...filled, ends: filled.starts })).toEqual({ ends: true });
    expect(wrongIn({ ...filled, ends: "2026-05-05T09:01" })).toEqual({ ends: true });
    expect(wrongIn({ ...filled, quota: 0 })).toEqual({ quota: true });
  });

  it("leads to the step where something is wrong", () => {
    expect(stepOf({ quota: true })).toBe("times");
    expect(stepOf({ quota: true, title: true })).toBe("what");
    expect(stepOf({ risk_notice: ["missing"] })).toBe("safety");
    expect(stepOf({})).toBeNull();
  });

  it("leaves unsaid what nobody answered", () => {
    expect(bodyOf(filled)).toMatchObject({ dangerous: null, minors_allowed: null, positions: [] });
    expect(bodyOf(filled)).not.toHaveProperty("category");
  });

  it("repeats from the second time on, for the first is made with the activity", () => {
    expect(repetitionOf(filled)).toBeNull();
    expect(repetitionOf({ ...filled, repeat: "weekly", times: 10 })).toEqual({
      starts_at: "2026-05-11T01:00:00.000Z",
      ends_at: "2026-05-11T03:00:00.000Z",
      quota: 20,
      rule: "FREQ=WEEKLY;COUNT=9",
    });
  });
});

describe("the live board", () => {
  const person = (attendance_id: number, more: Partial<Person> = {}): Person => ({
    attendance_id,
    volunteer_id: attendance_id + 100,
    name: `n${attendance_id}`,
    status: "on_site",
    method: "gps",
    checked_in_at: `2026-05-04T01:0${attendance_id}:00Z`,
    checked_out_at: null,
    last_ping_at: null,
    ...more,
  });
  const counts = { on_site: 1, away: 0, left: 0, expected: 3 };
  const begun = after(EMPTY, { name: "board", id: "v1", value: { counts, people: [person(1)] } });

  it("puts the newest arrival on top, and remembers what it has heard", () => {
    const board = after(begun, { name: "arrived", id: "v2", value: person(2) });
    expect(present(board).map(({ attendance_id }) => attendance_id)).toEqual([2, 1]);
    expect(board).toMatchObject({ version: "v2", latest: 2 });
    expect(begun.people.size).toBe(1);
  });

  it("moves people from one list to the other", () => {
    const left = person(1, { status: "left", checked_out_at: "2026-05-04T02:01:00Z" });
    const board = after(begun, { name: "checked_out", id: "v3", value: left });
    expect(present(board)).toEqual([]);
    expect(gone(board)).toEqual([left]);
    expect(stayOf(left, 0)).toBe(3600);
  });

  it("keeps who has walked off among those who are there", () => {
    const board = after(begun, {
      name: "departed",
      id: "v4",
      value: person(1, { status: "away" }),
    });
    expect(present(board).map(({ status }) => status)).toEqual(["away"]);
  });

  it("takes the counts as they are said, and begins again with a whole board", () => {
    const more = { ...counts, on_site: 9 };
    const board = after(begun, { name: "counts", id: "v5", value: more });
    expect(board.counts).toEqual(more);
    const again = after(board, { name: "board", id: "v6", value: { counts, people: [] } });
    expect([again.people.size, again.version]).toEqual([0, "v6"]);
  });

  it("finds out from a list who has come and who has left since", () => {
    const list = { version: "v8", counts, here: [person(2)] };
    const board = relisted(begun, list, new Date("2026-05-04T01:30:00Z"));
    expect(present(board).map(({ attendance_id }) => attendance_id)).toEqual([2]);
    expect(gone(board)).toMatchObject([{ attendance_id: 1, status: "left" }]);
    expect(gone(board)[0]?.checked_out_at).toBe("2026-05-04T01:30:00.000Z");
    expect(board.latest).toBe(2);
    expect(relisted(EMPTY, list, new Date()).latest).toBeNull(); // nobody has just come
  });

  it("does not stumble over an event of a later version", () => {
    const board = after(begun, { name: "sang", id: "v7", value: null });
    expect(board.people).toBe(begun.people);
  });
});
