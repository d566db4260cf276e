import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convert, gcj02ToWgs84, wgs84ToGcj02 } from "./datum";
import ours from "./datum.table.json";
import { distanceM } from "./distance";
import { positionOf, type Pair } from "./position";

const SHARED = new URL("../../../../shared/data/coords/china_coord_vectors.csv", import.meta.url);
const read = (pair: number[]) => positionOf(pair as unknown as Pair);

describe("GCJ-02", () => {
  it.each(ours)("is what our own Python says at $position", (row) => {
    expect(distanceM(wgs84ToGcj02(read(row.position)), read(row.gcj02))).toBeLessThan(1e-5);
    expect(distanceM(gcj02ToWgs84(read(row.position)), read(row.wgs84))).toBeLessThan(1e-5);
  });

  it("is undone to less than a millimetre anywhere in China", () => {
    const lon = fc.double({ min: 72.1, max: 137.7, noNaN: true });
    const lat = fc.double({ min: 0.9, max: 55.7, noNaN: true });
    fc.assert(
      fc.property(lon, lat, (east, north) => {
        const place = { lon: east, lat: north };
        expect(distanceM(gcj02ToWgs84(wgs84ToGcj02(place)), place)).toBeLessThan(1e-3);
      }),
    );
  });

  it("leaves the rest of the world alone, and a position in its own datum", () => {
    const paris = { lon: 2.35, lat: 48.85 };
    expect(convert(paris, "wgs84", "gcj02")).toEqual(paris);
    const yanhe = { lon: 108.5, lat: 28.5 };
    expect(convert(yanhe, "gcj02", "gcj02")).toBe(yanhe);
  });

  it.skipIf(!existsSync(SHARED))("is what the published vectors say, 615 of them", () => {
    const [head = "", ...rows] = readFileSync(SHARED, "utf8").trim().split("\n");
    const names = head.trim().split(",");
    const at = (row: string, name: string) => Number(row.split(",")[names.indexOf(name)]);
    const place = (row: string, kind: string) => ({
      lon: at(row, `${kind}_lon`),
      lat: at(row, `${kind}_lat`),
    });
    expect(rows).toHaveLength(615);
    for (const row of rows) {
      const wgs = place(row, "wgs");
      expect(distanceM(wgs84ToGcj02(wgs), place(row, "gcj")), row).toBeLessThan(1e-3);
      expect(distanceM(gcj02ToWgs84(wgs), place(row, "inv_wgs")), row).toBeLessThan(1e-3);
    }
  });
});
