/** Fences as both maps can draw them: circles, areas and strips, still in WGS-84. */
import { readFence, type Fence, type FenceFeature, type Position } from "@weiguang/common/geo";
import type { Site } from "./shapes";

export interface Outlines {
  circles: { centre: Position; radiusM: number }[];
  /** The outer ring first, then holes. */
  areas: Position[][][];
  strips: Position[][];
}
/** West, south, east, north. */
export type Box = readonly [number, number, number, number];

/** The fence of a site, whose GeoJSON the API's description leaves open. */
export function fenceOf({ feature }: Site): Fence | null {
  return readFence(feature as unknown as FenceFeature);
}

export function outlinesOf(sites: readonly Site[]): Outlines {
  const found: Outlines = { circles: [], areas: [], strips: [] };
  for (const fence of sites.flatMap((site) => fenceOf(site) ?? [])) {
    if (fence.kind === "circle") found.circles.push(fence);
    else if (fence.kind === "polygon") found.areas.push(...fence.parts);
    else found.strips.push(...fence.lines);
  }
  return found;
}

/** The box round fences and other places; null round nothing. */
export function boxOf(sites: readonly Site[], others: readonly Position[]): Box | null {
  const all = [...sites.flatMap((site) => fenceOf(site) ?? []).flatMap(extent), ...others];
  if (all.length === 0) return null;
  const lons = all.map((each) => each.lon);
  const lats = all.map((each) => each.lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function extent(fence: Fence): Position[] {
  if (fence.kind === "polygon") return fence.parts.flat(2);
  if (fence.kind === "circle") return around(fence.centre, fence.radiusM);
  return fence.lines.flat().flatMap((each) => around(each, fence.halfWidthM));
}

const DEGREE_M = 111_320;

function around({ lon, lat }: Position, metres: number): Position[] {
  const north = metres / DEGREE_M;
  const east = north / Math.cos((lat * Math.PI) / 180);
  return [
    { lon: lon - east, lat: lat - north },
    { lon: lon + east, lat: lat + north },
  ];
}
