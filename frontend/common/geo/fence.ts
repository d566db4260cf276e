/** Where a position stands to a fence: metres outside it, negative inside, 0 on the edge. */
import { convert } from "./datum";
import { bearingDeg } from "./distance";
import { apart, closed, nearestOnLine, within } from "./planar";
import {
  middle,
  Plane,
  positionOf,
  type Datum,
  type Pair,
  type Point,
  type Position,
} from "./position";

/** The kinds of fence that the server knows, in WGS-84. */
export type Fence =
  | { kind: "circle"; centre: Position; radiusM: number }
  | { kind: "polygon"; parts: Position[][][] }
  | { kind: "corridor"; lines: Position[][]; halfWidthM: number };

/** A fence as GeoJSON carries it. */
export interface FenceFeature {
  id?: string | number | undefined;
  geometry: { type: string; coordinates: unknown };
  properties?: Record<string, unknown> | null;
}

/** A site with its fence. */
export interface Site {
  id: string;
  name: string;
  fence: Fence;
}

/** Where somebody stands to the nearest of several sites. */
export interface Standing {
  site: Site;
  /** Metres to the edge: negative inside. */
  distanceM: number;
  /** Degrees clockwise from north towards the edge; where to walk from outside. */
  bearingDeg: number;
}

/** Read the sites of a collection as the server gives it; what it cannot read is left out. */
export function readSites(collection: {
  features: readonly FenceFeature[];
  properties?: Record<string, unknown> | null;
}): Site[] {
  const datum: Datum = collection.properties?.datum === "gcj02" ? "gcj02" : "wgs84";
  return collection.features.flatMap((feature, row) => {
    const fence = readFence(feature, datum);
    const name = feature.properties?.name;
    const id = String(feature.id ?? row);
    return fence ? [{ id, name: typeof name === "string" ? name : "", fence }] : [];
  });
}

/** Read one fence; null for what is none. */
export function readFence(feature: FenceFeature, datum: Datum = "wgs84"): Fence | null {
  const { type, coordinates } = feature.geometry;
  const read = (pair: Pair) => convert(positionOf(pair), datum, "wgs84");
  const line = (pairs: Pair[]) => pairs.map(read);
  const metres = (name: string) => Number(feature.properties?.[name] ?? NaN);
  switch (type) {
    case "Point":
      return { kind: "circle", centre: read(coordinates as Pair), radiusM: metres("radius_m") };
    case "Polygon":
      return { kind: "polygon", parts: [(coordinates as Pair[][]).map(line)] };
    case "MultiPolygon":
      return { kind: "polygon", parts: (coordinates as Pair[][][]).map((each) => each.map(line)) };
    case "LineString":
      return corridor([line(coordinates as Pair[])], metres("half_width_m"));
    case "MultiLineString":
      return corridor((coordinates as Pair[][]).map(line), metres("half_width_m"));
    default:
      return null;
  }
}

function corridor(lines: Position[][], halfWidthM: number): Fence {
  return { kind: "corridor", lines, halfWidthM };
}

/** Metres from a position to the edge of a fence: negative inside, 0 on it. */
export function signedDistanceM(fence: Fence, position: Position): number {
  return toEdge(fence, position)[0];
}

/** The nearest of several sites; null if there is none. Who is in one of them is there. */
export function nearest(sites: readonly Site[], position: Position): Standing | null {
  let best: Standing | null = null;
  for (const site of sites) {
    const [distanceM, edge] = toEdge(site.fence, position);
    if (best === null || distanceM < best.distanceM) {
      best = { site, distanceM, bearingDeg: bearingDeg(position, edge) };
    }
  }
  return best;
}

/** All corners of a fence, to fit a map round it. */
export function corners(fence: Fence): Position[] {
  if (fence.kind === "circle") return [fence.centre];
  return fence.kind === "polygon" ? fence.parts.flat(2) : fence.lines.flat();
}

function toEdge(fence: Fence, position: Position): [number, Position] {
  // The plane lies at the place that is asked about: what is near it is measured best.
  const plane = new Plane({
    lon: position.lon,
    lat: (position.lat + middle(corners(fence)).lat) / 2,
  });
  const here = plane.toXY(position);
  const [distance, edge] = FINDERS[fence.kind](fence as never, here, plane);
  return [distance, plane.fromXY(edge)];
}

type Found = [distance: number, edge: Point];
type Finder<Kind> = (fence: Extract<Fence, { kind: Kind }>, here: Point, plane: Plane) => Found;
const FINDERS: { [Kind in Fence["kind"]]: Finder<Kind> } = {
  circle: ({ centre, radiusM }, here, plane) => {
    const middleXY = plane.toXY(centre);
    return [apart(middleXY, here) - radiusM, middleXY];
  },
  polygon: ({ parts }, here, plane) => {
    const drawn = parts.map((rings) =>
      rings.map((ring) => closed(ring.map((each) => plane.toXY(each)))),
    );
    const [edge, distance] = closest(drawn.flat(), here);
    const inside = drawn.some(
      ([shell, ...holes]) =>
        shell !== undefined && within(shell, here) && !holes.some((hole) => within(hole, here)),
    );
    return [inside ? -distance : distance, edge];
  },
  corridor: ({ lines, halfWidthM }, here, plane) => {
    const drawn = lines.map((line) => line.map((each) => plane.toXY(each)));
    const [edge, distance] = closest(drawn, here);
    return [distance - halfWidthM, edge];
  },
};

function closest(lines: readonly Point[][], here: Point): [Point, number] {
  let best: [Point, number] = [here, Infinity];
  for (const line of lines) {
    const found = nearestOnLine(line, here);
    if (found[1] < best[1]) best = found;
  }
  return best;
}
