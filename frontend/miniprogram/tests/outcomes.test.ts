import { expect, test } from "vitest";

test.each([
  [503, {}, { laterMs: 0 }],
  [429, {}, { laterMs: 7000 }],
  [401, {}, { laterMs: 0 }],
  [404, {}, "never"],
  [403, {}, "never"],
  [422, { "pings[3].t": ["lies in the future"] }, { drop: [3] }],
  [422, { batch_id: ["too long"] }, "never"],
])("a %i with %o means %o", async (status, fields, outcome) => {
  const { outcomeOf } = await import("@/stores/outcomes");
  const { Problem } = await import("@/services/failures");
  expect(outcomeOf(new Problem(status, "x", "", "", fields, status === 429 ? 7 : null))).toEqual(
    outcome,
  );
});
