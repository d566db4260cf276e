/** What pasted coordinates may mean: one place in each datum, on WGS-84's map. */
import { distanceM, pairOf } from "@weiguang/common/geo";
import { api } from "@/services/http";
import { sitesFrom } from "./geojson";
import { linesOf, type Fence, type Position, type Sites } from "./sites";

export const DATUMS = ["wgs84", "gcj02", "bd09"] as const;
export type Datum = (typeof DATUMS)[number];

export type Kind = Fence["kind"];

/** Colours of the theme by which the readings are told apart. */
export const COLOURS: Readonly<Record<Datum, string>> = {
  wgs84: "inside",
  gcj02: "link",
  bd09: "outside",
};

/** Return what the server makes of places in a datum; the same engine that will judge by them. */
export async function readIn(
  datum: Datum,
  places: readonly Position[],
  kind: Kind,
  metres: number,
): Promise<Sites> {
  const pairs = places.map(pairOf);
  const [geometry, properties] = {
    circle: [{ type: "Point", coordinates: pairs[0] }, { radius_m: metres }] as const,
    corridor: [{ type: "LineString", coordinates: pairs }, { half_width_m: metres }] as const,
    polygon: [{ type: "Polygon", coordinates: [[...pairs, pairs[0]]] }, {}] as const,
  }[kind];
  const text = JSON.stringify({ type: "Feature", geometry, properties });
  const { features } = await api.post("/fences/import", { body: { text, datum } });
  return sitesFrom(features);
}

/** A reading as the map shows it. */
export interface Ghost {
  sites: Sites;
  /** A colour of the theme. */
  colour: string;
  label: string;
  chosen: boolean;
}

/** Metres between the first corners of two readings. */
export function apartM(one: Sites, other: Sites): number {
  const [a, b] = [firstCorner(one), firstCorner(other)];
  return a && b ? distanceM(a, b) : 0;
}

function firstCorner(sites: Sites): Position | undefined {
  const [site] = sites;
  return site && linesOf(site.fence)[0]?.[0];
}
