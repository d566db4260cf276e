/** Sites as the server takes and gives them: GeoJSON, WGS-84 named in its properties. */
import { pairOf, readSites, type FenceFeature } from "@weiguang/common/geo";
import type { Fence, Position, Site, Sites } from "./sites";

export interface Collection {
  type: "FeatureCollection";
  features: Feature[];
  properties: { datum: "wgs84" };
  [more: string]: unknown;
}

interface Feature {
  type: "Feature";
  id: string;
  geometry: { type: string; coordinates: unknown };
  properties: Record<string, unknown>;
}

/** Read what the server gives; rings lose their last corner, which is the first again. */
export function sitesFrom(features: readonly unknown[]): Site[] {
  const found = readSites({ features: features as FenceFeature[] });
  return found.map((site) => ({ ...site, fence: opened(site.fence) }));
}

export function collectionOf(sites: Sites): Collection {
  return {
    type: "FeatureCollection",
    features: sites.map(featureOf),
    properties: { datum: "wgs84" },
  };
}

function featureOf({ id, name, fence }: Site): Feature {
  const [geometry, size] = written(fence);
  const properties = { ...(name === "" ? {} : { name }), ...size };
  return { type: "Feature", id, geometry, properties };
}

function written(fence: Fence): [Feature["geometry"], Record<string, number>] {
  switch (fence.kind) {
    case "circle":
      return [
        { type: "Point", coordinates: pairOf(fence.centre) },
        { radius_m: tidy(fence.radiusM) },
      ];
    case "corridor": {
      const lines = fence.lines.map((line) => line.map(pairOf));
      return [one("LineString", lines), { half_width_m: tidy(fence.halfWidthM) }];
    }
    case "polygon": {
      const parts = fence.parts.map((rings) => rings.map(closed));
      return [one("Polygon", parts), {}];
    }
  }
}

function one(type: string, members: readonly unknown[]): Feature["geometry"] {
  const isOne = members.length === 1;
  return { type: isOne ? type : `Multi${type}`, coordinates: isOne ? members[0] : members };
}

function closed(ring: readonly Position[]): [number, number][] {
  return [...ring, ...ring.slice(0, 1)].map(pairOf);
}

function opened(fence: Fence): Fence {
  if (fence.kind !== "polygon") return fence;
  return { ...fence, parts: fence.parts.map((rings) => rings.map(withoutLast)) };
}

function withoutLast(ring: Position[]): Position[] {
  const [first, last] = [ring[0], ring.at(-1)];
  const isClosed = ring.length > 1 && first?.lon === last?.lon && first?.lat === last?.lat;
  return isClosed ? ring.slice(0, -1) : ring;
}

/** Millimetres: what is dragged has no more. */
function tidy(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}
