import { expect, test } from "vitest";
import { standingAt, wayTo } from "@/services/standing";
import type { FenceFeature } from "@weiguang/common/geo";
import type { Site } from "@/services/shapes";
import { fixAt, GATE, site, START } from "./scenes";

function of(geometry: FenceFeature["geometry"], properties = {}): Site {
  return { ...site, feature: { properties, geometry } };
}
const square = (half: number): [number, number][] =>
  [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ].map(([x = 0, y = 0]) => [GATE.longitude + x * half, GATE.latitude + y * half]);

test.each([
  [0, 12, "inside", -80],
  [75, 12, "unsure", -5],
  [90, 12, "unsure", 10],
  [90, 5, "outside", 10],
  [200, 12, "outside", 120],
])(
  "%i m from the middle of a circle of 80 m, good to %i m: %s",
  (south, accuracy, is, distance) => {
    const found = standingAt(fixAt(START, south, { accuracy }), [site]);
    expect(found?.is).toBe(is);
    expect(found?.distanceM).toBeCloseTo(distance, -0.5);
  },
);

test("a vague fix widens the doubt, never the fence beyond the server's reach", () => {
  expect(standingAt(fixAt(START, 0, { accuracy: 500 }), [site])?.is).toBe("unsure");
  expect(standingAt(fixAt(START, 200, { accuracy: 500 }), [site])?.is).toBe("outside");
  expect(standingAt(fixAt(START, 120, { accuracy: null }), [site])?.is).toBe("unsure");
});

test("says how far and which way", () => {
  const found = standingAt(fixAt(START, 199), [site]);
  expect(found && wayTo(found)).toBe("还差 120\u00a0米，北方向");
});

test("a square with a hole: in the ring is inside, in the hole is not", () => {
  const field = of({ type: "Polygon", coordinates: [square(0.002), square(0.001)] });
  expect(standingAt(fixAt(START, 166), [field])?.distanceM).toBeLessThan(0);
  const hole = standingAt(fixAt(START, 0), [field]);
  expect(hole?.distanceM).toBeGreaterThan(90);
  expect(hole?.is).toBe("outside");
});

test("a strip along a path is as wide as it says", () => {
  const path = of(
    {
      type: "LineString",
      coordinates: [
        [GATE.longitude - 0.01, GATE.latitude],
        [GATE.longitude + 0.01, GATE.latitude],
      ],
    },
    { half_width_m: 30 },
  );
  expect(standingAt(fixAt(START, 20), [path])?.distanceM).toBeCloseTo(-10, 0);
  expect(standingAt(fixAt(START, 50), [path])?.distanceM).toBeCloseTo(20, 0);
});

test("of several sites the nearest counts, of none there is nothing to say", () => {
  const far = {
    ...of({ type: "Point", coordinates: [108.6, 28.6] }, { radius_m: 50 }),
    site_id: "far",
  };
  expect(standingAt(fixAt(START), [far, site])?.site.id).toBe("gate");
  expect(standingAt(fixAt(START), [])).toBeNull();
});
