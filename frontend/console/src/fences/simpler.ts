/** Fewer corners for shapes that other programs drew. */
import { Plane, simplify, type Position } from "@weiguang/common/geo";
import { crossesItself } from "@weiguang/common/geo/planar";
import type { Fence, Sites } from "./sites";

/** Return the sites with no corner that the line passes within so many metres of. */
export function simpler(sites: Sites, toleranceM: number): Sites {
  if (toleranceM <= 0) return sites;
  return sites.map((site) => ({ ...site, fence: simplerFence(site.fence, toleranceM) }));
}

function simplerFence(fence: Fence, toleranceM: number): Fence {
  switch (fence.kind) {
    case "circle":
      return fence;
    case "corridor":
      return { ...fence, lines: fence.lines.map((line) => simplify(line, toleranceM)) };
    case "polygon":
      return {
        ...fence,
        parts: fence.parts.map((rings) => rings.map((ring) => simplerRing(ring, toleranceM))),
      };
  }
}

/** A ring is cut where it starts and at the corner farthest from there; one that would cross stays. */
function simplerRing(ring: Position[], toleranceM: number): Position[] {
  const [start] = ring;
  if (start === undefined || ring.length < 4) return ring;
  const plane = new Plane(start);
  const away = ring.map((each) => Math.hypot(...plane.toXY(each)));
  const far = away.indexOf(Math.max(...away));
  const back = simplify([...ring.slice(far), start], toleranceM).slice(0, -1);
  const found = [...simplify(ring.slice(0, far + 1), toleranceM).slice(0, -1), ...back];
  const drawn = [...found, ...found.slice(0, 1)].map((each) => plane.toXY(each));
  return found.length < 3 || crossesItself(drawn) ? ring : found;
}
