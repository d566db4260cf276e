import { describe, expect, it } from "vitest";
import { wrongInLook } from "./look";

describe("a look at an adult's fields", () => {
  it.each([
    ["    核对    ", true],
    ["核对保险名", false],
    ["核".repeat(200), false],
    ["核".repeat(201), true],
  ])("needs a reason of 5 to 200 characters: %s", (reason, wrong) => {
    expect(wrongInLook({ fields: ["phone"], reason }).reason).toBe(wrong);
  });

  it("needs at least one field", () => {
    expect(wrongInLook({ fields: [], reason: "核对保险名单" })).toEqual({
      fields: true,
      reason: false,
    });
  });
});
