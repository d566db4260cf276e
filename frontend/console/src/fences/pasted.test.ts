import { describe, expect, it } from "vitest";
import { distanceM } from "@weiguang/common/geo";
import { readPasted } from "./pasted";
import { simpler } from "./simpler";
import { linesOf, type Position, type Sites } from "./sites";

describe("what is pasted", () => {
  const place = { lon: 108.4951, lat: 28.5637 };
  it.each([
    "108.4951,28.5637",
    "108.4951 28.5637",
    "108.4951\t28.5637\t412",
    "经度 108.4951，纬度 28.5637",
    "[108.4951, 28.5637]",
  ])("is a place: %s", (text) => {
    expect(readPasted(text)).toEqual({ places: [place], swapped: false, wrong: null });
  });

  it("may have the latitude first, which is said", () => {
    const found = readPasted("28.5637, 108.4951\n\n28.5640; 108.4960".replace("; ", ", "));
    expect(found.swapped).toBe(true);
    expect(found.places[0]).toEqual(place);
    expect(found.places).toHaveLength(2);
  });

  it("may be degrees, minutes and seconds", () => {
    const { places, swapped } = readPasted("N28°33′49.32″ E108°29′42.36″");
    expect(swapped).toBe(true);
    expect(places[0]?.lat).toBeCloseTo(28.5637, 6);
    expect(places[0]?.lon).toBeCloseTo(108.4951, 6);
  });

  it.each(["礼堂", "108.4951", "200.1, 28", "108.1, 108.2", "108.1,28.1,108.2,28.2"])(
    "names the line that is no pair: %s",
    (text) => {
      expect(readPasted(`108.4951,28.5637\n${text}`)).toMatchObject({ places: [], wrong: 2 });
    },
  );
});

describe("simplifying", () => {
  const ring: Position[] = Array.from({ length: 1800 }, (_, row) => {
    const angle = (row * Math.PI) / 900;
    const metres = 400 + 0.3 * Math.sin(row * 1.7);
    return {
      lon: 108.5 + (metres * Math.cos(angle)) / 97_900,
      lat: 28.5 + (metres * Math.sin(angle)) / 110_800,
    };
  });
  const sitesOf = (corners: Position[]): Sites => [
    { id: "a", name: "", fence: { kind: "polygon", parts: [[corners]] } },
  ];
  const sites = sitesOf(ring);

  it("drops corners and keeps the line within its tolerance", () => {
    const kept = simpler(sites, 2)
      .flatMap(({ fence }) => linesOf(fence))
      .flat();
    expect(kept.length).toBeLessThan(120);
    expect(kept.length).toBeGreaterThan(20);
    const radii = kept.map((each) => distanceM({ lon: 108.5, lat: 28.5 }, each));
    expect(Math.min(...radii)).toBeGreaterThan(399);
  });

  it("leaves what is simple, and everything if nothing is asked", () => {
    expect(simpler(sites, 0)).toBe(sites);
    const triangle = sitesOf(ring.slice(0, 3));
    expect(simpler(triangle, 5)).toEqual(triangle);
  });
});
