/** Fences as both maps can draw them: circles, rings and strips, still in WGS-84. */
import type { Site } from "./shapes";

type Position = GeoJSON.Position;

export interface Outlines {
  circles: { centre: Position; radiusM: number }[];
  /** The outer ring first, then holes. */
  areas: Position[][][];
  strips: { line: Position[]; halfWidthM: number }[];
}

export function outlinesOf(sites: readonly Site[]): Outlines {
  const found: Outlines = { circles: [], areas: [], strips: [] };
  for (const { feature } of sites) add(found, feature);
  return found;
}

function add(found: Outlines, { geometry, properties }: GeoJSON.Feature): void {
  const size = (name: string): number => Number(properties?.[name] ?? 0);
  if (geometry.type === "Point") {
    found.circles.push({ centre: geometry.coordinates, radiusM: size("radius_m") });
  } else if (geometry.type === "LineString") {
    found.strips.push({ line: geometry.coordinates, halfWidthM: size("half_width_m") });
  } else if (geometry.type === "Polygon") {
    found.areas.push(geometry.coordinates);
  } else if (geometry.type === "MultiPolygon") {
    found.areas.push(...geometry.coordinates);
  }
}

/** The box round all of it: [west, south, east, north]. */
export function boxOf({
  circles,
  areas,
  strips,
}: Outlines): [number, number, number, number] | null {
  const all = [
    ...areas.flat(2),
    ...strips.flatMap(({ line, halfWidthM }) => line.flatMap((at) => around(at, halfWidthM))),
    ...circles.flatMap(({ centre, radiusM }) => around(centre, radiusM)),
  ];
  if (all.length === 0) return null;
  const lons = all.map((at) => at[0] ?? 0);
  const lats = all.map((at) => at[1] ?? 0);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

const DEGREE_M = 111_320;

function around([lon = 0, lat = 0]: Position, metres: number): Position[] {
  const north = metres / DEGREE_M;
  const east = north / Math.cos((lat * Math.PI) / 180);
  return [
    [lon - east, lat - north],
    [lon + east, lat + north],
  ];
}
