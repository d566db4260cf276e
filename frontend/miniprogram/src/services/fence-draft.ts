/** A fence while it is drawn: a circle or corners, and every step can be taken back. */
import { areaM2, pairOf, simplify, type Position } from "@weiguang/common/geo";
import { closed, crossesItself } from "@weiguang/common/geo/planar";
import { middle, Plane } from "@weiguang/common/geo/position";

export interface Shape {
  kind: "circle" | "polygon";
  corners: readonly Position[]; // of a circle its centre alone
  radiusM: number;
}

export interface Draft {
  now: Shape;
  before: readonly Shape[];
}

export const RADII_M = [30, 50, 80, 100, 150, 200, 300, 500, 800, 1000] as const;
const STEPS = 200;

export function beginDraft(kind: Shape["kind"], corners: readonly Position[] = []): Draft {
  return { now: { kind, corners, radiusM: 100 }, before: [] };
}

function step({ now, before }: Draft, change: Partial<Shape>): Draft {
  return { now: { ...now, ...change }, before: [...before, now].slice(-STEPS) };
}

/** Where was tapped: the centre of a circle, one more corner of a polygon. */
export function place(draft: Draft, at: Position): Draft {
  const { kind, corners } = draft.now;
  return step(draft, { corners: kind === "circle" ? [at] : [...corners, at] });
}

export function move(draft: Draft, row: number, to: Position): Draft {
  return step(draft, { corners: draft.now.corners.map((at, each) => (each === row ? to : at)) });
}

export function remove(draft: Draft, row: number): Draft {
  return step(draft, { corners: draft.now.corners.filter((_, each) => each !== row) });
}

/** The next larger or smaller radius. */
export function resize(draft: Draft, larger: boolean): Draft {
  const { radiusM } = draft.now;
  const next = larger
    ? RADII_M.find((each) => each > radiusM)
    : [...RADII_M].reverse().find((each) => each < radiusM);
  return next === undefined ? draft : step(draft, { radiusM: next });
}

export function undo({ now, before }: Draft): Draft {
  const last = before[before.length - 1];
  return last === undefined ? { now, before } : { now: last, before: before.slice(0, -1) };
}

/** What is still missing before it can be saved. */
export type Lack = "place" | "corners" | "crossing" | null;

export function lackOf({ kind, corners }: Shape): Lack {
  if (kind === "circle") return corners.length === 0 ? "place" : null;
  if (corners.length < 3) return "corners";
  const plane = new Plane(middle(corners));
  return crossesItself(closed(corners.map((at) => plane.toXY(at)))) ? "crossing" : null;
}

export function areaOf({ kind, corners, radiusM }: Shape): number {
  return kind === "circle" ? Math.PI * radiusM ** 2 : areaM2([[...corners]]);
}

/** The fence as the server takes it. */
export function featureOf({ kind, corners, radiusM }: Shape, name: string): GeoJSON.Feature {
  const pairs = corners.map(pairOf);
  if (kind === "circle") {
    return {
      type: "Feature",
      properties: { name, radius_m: radiusM },
      geometry: { type: "Point", coordinates: pairs[0] ?? [0, 0] },
    };
  }
  return {
    type: "Feature",
    properties: { name },
    geometry: { type: "Polygon", coordinates: [[...pairs, ...pairs.slice(0, 1)]] },
  };
}

/** The track as it is shown while one walks: fewer points, the same line. */
export function trackShown(track: readonly Position[]): Position[] {
  return simplify(track, 2);
}
