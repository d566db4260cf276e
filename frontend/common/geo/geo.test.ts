import { describe, expect, it } from "vitest";
import { bearingDeg, directionWords, distanceM, distanceWords, wayWords } from "./distance";
import { nearest, readFence, readSites, signedDistanceM, type FenceFeature } from "./fence";
import table from "./fence.table.json";
import { positionOf, type Pair } from "./position";
import { areaM2, circleRing, narrowestWidthM, simplify } from "./shape";
import { ringOfWalk, type Fix } from "./walk";

const HERE = { lon: 108.5, lat: 28.5 };
/** A place so many metres east and north of HERE. */
const at = (east: number, north: number) => ({
  lon: HERE.lon + east / 97_899,
  lat: HERE.lat + north / 110_834,
});
const SQUARE = [
  [108.5, 28.5],
  [108.51, 28.5],
  [108.51, 28.51],
  [108.5, 28.51],
  [108.5, 28.5],
];
const HOLE = [
  [108.504, 28.504],
  [108.506, 28.504],
  [108.506, 28.506],
  [108.504, 28.506],
  [108.504, 28.504],
];
const feature = (type: string, coordinates: unknown, properties = {}): FenceFeature => ({
  geometry: { type, coordinates },
  properties,
});
const FENCES = {
  polygon: feature("Polygon", [SQUARE, HOLE]),
  corridor: feature("LineString", SQUARE.slice(0, 3), { half_width_m: 30 }),
  circle: feature("Point", [108.5, 28.5], { radius_m: 100 }),
};

describe("distance and direction", () => {
  it("is what our own Python says, nearby; and right far away", () => {
    const near = distanceM({ lon: 108.5036, lat: 28.5639 }, { lon: 108.51, lat: 28.57 });
    expect(near).toBeCloseTo(921.501, 1);
    expect(distanceM({ lon: 116.4, lat: 39.9 }, { lon: 121.47, lat: 31.23 })).toBeCloseTo(
      1_068_000,
      -4,
    );
  });

  it.each([
    [0, 100, "北", "north"],
    [100, 100, "东北", "north-east"],
    [100, 0, "东", "east"],
    [100, -100, "东南", "south-east"],
    [0, -100, "南", "south"],
    [-100, -100, "西南", "south-west"],
    [-100, 0, "西", "west"],
    [-100, 100, "西北", "north-west"],
  ])("to %i m east and %i m north is %s", (east, north, zh, en) => {
    const bearing = bearingDeg(HERE, at(east, north));
    expect(directionWords(bearing)).toBe(zh);
    expect(directionWords(bearing, "en")).toBe(en);
  });

  it("is said as people say it, and never less than it is", () => {
    expect(wayWords(114, 45)).toBe("还差 120 米，东北方向");
    expect(wayWords(114, 359, "en")).toBe("120 m to go, to the north");
    expect(distanceWords(7.2)).toBe("8 米");
    expect(distanceWords(991)).toBe("1 公里");
    expect(distanceWords(1_234, "en")).toBe("1.3 km");
  });
});

describe("where one stands to a fence", () => {
  it.each(table)("is what our own Python says at $position", ({ position, ...expected }) => {
    const place = positionOf(position as unknown as Pair);
    for (const [kind, metres] of Object.entries(expected)) {
      const fence = readFence(FENCES[kind as keyof typeof FENCES]);
      if (fence === null) throw new Error(kind);
      const found = signedDistanceM(fence, place);
      // To a decimetre, and one in a thousand far away.
      expect(Math.abs(found - metres), kind).toBeLessThan(0.1 + Math.abs(metres) / 1000);
    }
  });

  it("of several sites is the nearest", () => {
    const sites = readSites({
      features: [
        { ...feature("Point", [108.6, 28.5], { radius_m: 50, name: "远" }), id: "far" },
        { ...feature("Point", [108.5, 28.5], { radius_m: 50, name: "近" }), id: "near" },
      ],
    });
    const found = nearest(sites, at(-150, 0));
    expect(found?.site).toMatchObject({ id: "near", name: "近" });
    expect(found?.distanceM).toBeCloseTo(100, 0);
    expect(directionWords(found?.bearingDeg ?? 0)).toBe("东");
    expect(nearest([], HERE)).toBeNull();
  });

  it("is asked in WGS-84, whatever the collection is drawn in", () => {
    const drawn = { features: [FENCES.circle], properties: { datum: "gcj02" } };
    // GCJ-02 lies some hundred metres away from WGS-84 here.
    expect(nearest(readSites(drawn), HERE)?.distanceM).toBeGreaterThan(200);
  });

  it("is not asked of what is no fence", () => {
    expect(readSites({ features: [feature("GeometryCollection", [])] })).toEqual([]);
  });
});

describe("shapes", () => {
  it("a ring round a circle has its area", () => {
    const ring = circleRing(HERE, 100);
    expect(ring[0]).toEqual(ring[ring.length - 1]);
    expect(areaM2([ring])).toBeCloseTo(Math.PI * 10_000, -3);
  });

  it("a hole is no area, which is what our own Python says", () => {
    const rings = [SQUARE, HOLE].map((ring) =>
      ring.map((pair) => positionOf(pair as unknown as Pair)),
    );
    expect(areaM2(rings) / 1_041_597.18).toBeCloseTo(1, 3);
  });

  it("a strip is as wide as it is narrow", () => {
    expect(narrowestWidthM([at(0, 0), at(200, 0), at(200, 12), at(0, 12)])).toBeCloseTo(12, 1);
    expect(narrowestWidthM([at(0, 0), at(100, 100)])).toBe(0);
  });

  it("a simpler line keeps its ends and what is further off than the tolerance", () => {
    const line = [at(0, 0), at(50, 1), at(100, 30), at(150, 1), at(200, 0)];
    expect(simplify(line, 5)).toEqual(line);
    expect(simplify(line, 40)).toEqual([line[0], line[4]]);
  });
});

describe("a walk round a place", () => {
  /** A walk along corners, a fix each five metres, with a little noise that is always the same. */
  const walk = (corners: [number, number][], accuracy: number | null = 8): Fix[] =>
    corners.slice(1).flatMap(([x, y], row) => {
      const [fromX, fromY] = corners[row] ?? [0, 0];
      const steps = Math.ceil(Math.hypot(x - fromX, y - fromY) / 5);
      return Array.from({ length: steps }, (_, step) => {
        const noise = Math.sin(step * 12.9898 + row) * 1.5;
        const part = step / steps;
        return {
          ...at(fromX + (x - fromX) * part + noise, fromY + (y - fromY) * part - noise),
          accuracy,
        };
      });
    });
  const ROUND: [number, number][] = [
    [0, 0],
    [120, 0],
    [120, 80],
    [0, 80],
    [0, 0],
  ];

  it("is its polygon, with few corners", () => {
    const found = ringOfWalk(walk(ROUND));
    if (!found.ok) throw new Error(found.code);
    expect(found.areaM2 / 9_600).toBeCloseTo(1, 1);
    expect(found.ring.length).toBeLessThan(9);
    expect(found.ring[0]).toEqual(found.ring[found.ring.length - 1]);
  });

  it("may go on past its start", () => {
    const found = ringOfWalk(walk([...ROUND, [60, 2]]));
    if (!found.ok) throw new Error(found.code);
    expect(found.areaM2 / 9_600).toBeCloseTo(1, 1);
  });

  it("drops vague fixes, and says how many", () => {
    const vague: Fix = { ...at(400, 400), accuracy: 90 };
    const silent: Fix = { ...at(400, 400), accuracy: null };
    const found = ringOfWalk([...walk(ROUND), vague, silent]);
    expect(found).toMatchObject({ ok: true, dropped: 2 });
  });

  it.each<[string, string, Fix[]]>([
    ["of vague fixes", "too_few_fixes", walk(ROUND, 60)],
    ["that does not come back", "not_closed", walk(ROUND.slice(0, 3))],
    [
      "that is an eight",
      "crosses_itself",
      walk([
        [0, 0],
        [120, 80],
        [120, 0],
        [0, 80],
        [0, 0],
      ]),
    ],
    [
      "on the spot",
      "too_small",
      walk([
        [0, 0],
        [6, 0],
        [6, 6],
        [0, 6],
        [0, 0],
      ]),
    ],
  ])("%s is refused with what to do", (_, code, fixes) => {
    const found = ringOfWalk(fixes);
    expect(found).toMatchObject({ ok: false, code });
    if (found.ok) return;
    expect(found.zh).toMatch(/请/);
    expect(found.en.length).toBeGreaterThan(20);
  });
});
