import { describe, expect, it } from "vitest";
import { hangs, kindsBelow, likelyBelow, whereTo } from "./tree";

describe("the tree of organisations", () => {
  it("has places and teams below a place, and smaller teams below a team", () => {
    expect(kindsBelow({ kind: "station" })).toContain("squad");
    expect(kindsBelow({ kind: "station" })).not.toContain("centre");
    expect(kindsBelow({ kind: "corps" })).toEqual(["detachment", "squad"]);
    expect(kindsBelow({ kind: "squad" })).toEqual([]);
  });

  it("proposes a township below the county and a village below a township", () => {
    expect(likelyBelow({ kind: "centre" })).toBe("institute");
    expect(likelyBelow({ kind: "institute" })).toBe("station");
    expect(likelyBelow({ kind: "post_house" })).toBe("point");
    expect(likelyBelow({ kind: "corps" })).toBe("detachment");
  });

  it("lets the first team of a place serve there, and hangs all others below", () => {
    expect(hangs("corps", { id: 3, kind: "centre" })).toEqual({ place_id: 3 });
    expect(hangs("squad", { id: 4, kind: "corps" })).toEqual({ parent_id: 4 });
    expect(hangs("station", { id: 3, kind: "centre" })).toEqual({ parent_id: 3 });
  });

  it("moves a team below a team, or to a place where it serves, and a place below a place", () => {
    const [squad, station] = [{ kind: "squad" }, { kind: "station" }] as const;
    expect(whereTo(squad, { id: 4, kind: "corps" })).toEqual({ parent_id: 4, place_id: null });
    expect(whereTo(squad, { id: 3, kind: "centre" })).toEqual({ parent_id: null, place_id: 3 });
    expect(whereTo(station, { id: 3, kind: "centre" })).toEqual({ parent_id: 3, place_id: null });
  });
});
