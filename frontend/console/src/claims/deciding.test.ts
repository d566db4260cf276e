import { describe, expect, it } from "vitest";
import { deedsFor, type Decided } from "./deciding";

const made: Decided = { state: "claim", volunteer_id: 7, claimed_by: 7, leader_id: null };
const agreed: Decided = { ...made, state: "leader_ok", leader_id: 2 };

describe("what may be done with a claim", () => {
  it("is agreed to by two different people, the second an administrator", () => {
    expect(deedsFor(made, 2, false)).toEqual(["first_ok", "refuse"]);
    expect(deedsFor(agreed, 2, true)).toEqual(["refuse"]);
    expect(deedsFor(agreed, 3, false)).toEqual(["refuse"]);
    expect(deedsFor(agreed, 3, true)).toEqual(["second_ok", "refuse"]);
  });

  it("is not decided by whom it is about, nor by who made it", () => {
    expect(deedsFor(made, 7, true)).toEqual(["withdraw"]);
    expect(deedsFor({ ...agreed, volunteer_id: 8 }, 7, true)).toEqual(["withdraw"]);
  });

  it("is taken back by an administrator once it is credited, and over with the rest", () => {
    expect(deedsFor({ ...agreed, state: "credited" }, 3, true)).toEqual(["reverse"]);
    expect(deedsFor({ ...agreed, state: "credited" }, 3, false)).toEqual([]);
    expect(deedsFor({ ...agreed, state: "refused" }, 3, true)).toEqual([]);
  });
});
