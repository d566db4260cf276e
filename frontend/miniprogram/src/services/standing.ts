/** Where somebody stands against the sites: for the screen. The server decides by its own reckoning. */
import { bearingDeg, wayWords } from "@weiguang/common/geo/distance";
import { nearestOnLine, within } from "@weiguang/common/geo/planar";
import {
  Plane,
  positionOf,
  type Pair,
  type Point,
  type Position,
} from "@weiguang/common/geo/position";
import { settings } from "@/stores/settings";
import type { Fix } from "./location";
import type { Site } from "./shapes";

/** Beyond this a fix does not count as being near, however vague it is; as the server has it. */
const REACH_M = 100;
const UNKNOWN_ACCURACY_M = 50;

export interface Standing {
  site: Site;
  /** Metres to the fence; within it they are negative. */
  distanceM: number;
  /** Which way to go to the fence. */
  bearingDeg: number;
  /** `inside` beyond doubt, `unsure` within the error of the fix, `outside`. */
  is: "inside" | "unsure" | "outside";
}

/** Return how a fix lies to the nearest of the sites; null without any. */
export function standingAt(fix: Fix, sites: readonly Site[]): Standing | null {
  const here: Position = { lon: fix.longitude, lat: fix.latitude };
  let best: Standing | null = null;
  for (const site of sites) {
    const [distance, edge] = toFence(site.feature, here);
    if (best !== null && distance >= best.distanceM) continue;
    const doubt = Math.min(fix.accuracy ?? UNKNOWN_ACCURACY_M, REACH_M);
    const is = distance + doubt <= 0 ? "inside" : distance <= doubt ? "unsure" : "outside";
    best = { site, distanceM: distance, bearingDeg: bearingDeg(here, edge), is };
  }
  return best;
}

/** 还差 120 米，东北方向 */
export function wayTo(standing: Standing): string {
  return wayWords(Math.max(1, standing.distanceM), standing.bearingDeg, settings.language);
}

/** Metres to the fence of a site, negative within it, and where the fence is nearest. */
function toFence({ geometry, properties }: GeoJSON.Feature, here: Position): [number, Position] {
  const plane = new Plane(here);
  const flat = (pair: Pair | GeoJSON.Position): Point =>
    plane.toXY(positionOf(pair as unknown as Pair));
  const origin: Point = [0, 0];
  const back = (point: Point): Position => plane.fromXY(point);
  if (geometry.type === "Point") {
    const centre = flat(geometry.coordinates);
    return [Math.hypot(...centre) - sizeOf(properties, "radius_m"), back(centre)];
  }
  if (geometry.type === "LineString") {
    const [point, away] = nearestOnLine(geometry.coordinates.map(flat), origin);
    return [away - sizeOf(properties, "half_width_m"), back(point)];
  }
  const polygons =
    geometry.type === "Polygon"
      ? [geometry.coordinates]
      : geometry.type === "MultiPolygon"
        ? geometry.coordinates
        : [];
  return nearestOf(
    polygons
      .map((rings) =>
        toPolygon(
          rings.map((ring) => ring.map(flat)),
          origin,
        ),
      )
      .map(([away, point]) => [away, back(point)]),
  );
}

function toPolygon(rings: Point[][], origin: Point): [number, Point] {
  const edges = rings.map((ring) => nearestOnLine(ring, origin));
  const [point, away] = edges.reduce((a, b) => (b[1] < a[1] ? b : a), [origin, Infinity] as [
    Point,
    number,
  ]);
  // Even-odd over all rings: within the outer one and within none of the holes.
  const inside = rings.filter((ring) => within(ring, origin)).length % 2 === 1;
  return [inside ? -away : away, point];
}

function nearestOf(found: [number, Position][]): [number, Position] {
  return found.reduce((a, b) => (b[0] < a[0] ? b : a), [Infinity, { lon: 0, lat: 0 }] as [
    number,
    Position,
  ]);
}

function sizeOf(properties: GeoJSON.GeoJsonProperties, name: string): number {
  const size: unknown = properties?.[name];
  return typeof size === "number" ? size : 0;
}
