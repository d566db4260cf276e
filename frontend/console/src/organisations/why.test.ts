import { describe, expect, it } from "vitest";
import { wrongInWhy } from "./why";

describe("a look at somebody's fields in the open", () => {
  it.each([
    ["    核对    ", true],
    ["核对保险名", false],
    ["核".repeat(200), false],
    ["核".repeat(201), true],
  ])("needs a reason of 5 to 200 characters: %s", (reason, wrong) => {
    expect(wrongInWhy({ fields: ["phone"], reason }, 5, 200).reason).toBe(wrong);
  });

  it("needs at least one field", () => {
    expect(wrongInWhy({ fields: [], reason: "核对保险名单" }, 5, 200)).toEqual({
      fields: true,
      reason: false,
    });
  });
});
