import { describe, expect, it } from "vitest";
import { deedsFor } from "./signups";

describe("what may be decided about a sign-up", () => {
  it("depends on where it stands", () => {
    expect(deedsFor({ state: "applied", leave: null })).toEqual(["confirm", "reject"]);
    expect(deedsFor({ state: "confirmed", leave: null })).toEqual(["remove"]);
    expect(deedsFor({ state: "attended", leave: null })).toEqual([]);
  });

  it("answers first who asks to be excused", () => {
    expect(deedsFor({ state: "confirmed", leave: "asked" })).toEqual(["grant", "refuse", "remove"]);
    expect(deedsFor({ state: "confirmed", leave: "refused" })).toEqual(["remove"]);
  });
});
