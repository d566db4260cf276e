/** A walk round a place becomes the polygon of its fence, or a sentence says what to do. */
import { apart, closed, crossesItself, hull, ringArea } from "./planar";
import { middle, Plane, type Point, type Position } from "./position";
import { keep } from "./shape";

/** A fix of the walk. */
export interface Fix extends Position {
  /** Metres; null where the phone does not say. */
  accuracy: number | null;
}

export interface WalkOptions {
  /** Fixes that are less sure than this are dropped; metres. */
  worstAccuracyM?: number;
  /** How far the drawn line may run beside the walked one; metres. */
  toleranceM?: number;
}

/** Why no fence came of it, and what to do. */
export interface WalkRefusal {
  ok: false;
  code: "too_few_fixes" | "not_closed" | "crosses_itself" | "too_small";
  zh: string;
  en: string;
}

export interface WalkedRing {
  ok: true;
  /** Closed: the last position is the first. */
  ring: Position[];
  areaM2: number;
  /** Fixes that were too vague. */
  dropped: number;
}

const FEWEST = 4;
const SMALLEST_M2 = 100;
const OPEN_M = 30;
const OPEN_SHARE = 0.2;

/** Return the polygon of a walked perimeter. */
export function ringOfWalk(
  fixes: readonly Fix[],
  { worstAccuracyM = 30, toleranceM = 5 }: WalkOptions = {},
): WalkedRing | WalkRefusal {
  const good = fixes.filter((each) => each.accuracy !== null && each.accuracy <= worstAccuracyM);
  if (good.length < FEWEST) return REFUSALS.too_few_fixes;
  const plane = new Plane(middle(good));
  const track = closedTrack(good.map((each) => plane.toXY(each)));
  if (track === null) return REFUSALS.not_closed;
  // Where one stood still the track is a knot, which a coarser line does not show.
  const ring = [1, 2, 3]
    .map((times) => closed(corners(track, toleranceM * times)))
    .find((each) => each.length > 3 && !crossesItself(each));
  if (ring === undefined) {
    return ringArea(closed(hull(track))) < SMALLEST_M2
      ? REFUSALS.too_small
      : REFUSALS.crosses_itself;
  }
  const areaM2 = ringArea(ring);
  if (areaM2 < SMALLEST_M2) return REFUSALS.too_small;
  const positions = ring.map((each) => plane.fromXY(each));
  return { ok: true, ring: positions, areaM2, dropped: fixes.length - good.length };
}

/** The track from its start until it is back there, closed; null if it never comes back. */
function closedTrack(track: readonly Point[]): Point[] | null {
  const [start] = track;
  if (start === undefined) return null;
  const total = lengthOf(track);
  let walked = 0;
  let best: [row: number, gap: number] = [track.length - 1, Infinity];
  track.forEach((point, row) => {
    walked += row === 0 ? 0 : apart(track[row - 1] ?? point, point);
    const gap = apart(point, start);
    // Who went past the start walked a piece twice: it ends where it is nearest to the start.
    if (walked >= total * 0.6 && gap < best[1]) best = [row, gap];
  });
  if (best[1] > Math.max(OPEN_M, total * OPEN_SHARE)) return null;
  return closed(track.slice(0, best[0] + 1));
}

function lengthOf(track: readonly Point[]): number {
  return track.reduce(
    (sum, point, row) => sum + (row === 0 ? 0 : apart(track[row - 1] ?? point, point)),
    0,
  );
}

/** The corners of a closed track, halved at the place furthest from its start. */
function corners(track: readonly Point[], toleranceM: number): Point[] {
  const [start] = track;
  if (start === undefined) return [];
  let far = 0;
  track.forEach((point, row) => {
    if (apart(point, start) > apart(track[far] ?? start, start)) far = row;
  });
  const half = (from: number, to: number) => {
    const part = track.slice(from, to);
    const kept = keep(part, toleranceM);
    return part.filter((_, row) => kept.has(row));
  };
  return [...half(0, far + 1), ...half(far, track.length).slice(1)];
}

const REFUSALS: Record<WalkRefusal["code"], WalkRefusal> = {
  too_few_fixes: {
    ok: false,
    code: "too_few_fixes",
    zh: "准确的定位太少。请到室外空旷处，等定位稳定后沿边界再走一圈。",
    en: "Too few good fixes. Go outside, wait until the position is steady, and walk round again.",
  },
  not_closed: {
    ok: false,
    code: "not_closed",
    zh: "还没有走回起点。请继续沿边界走，回到出发的地方再点“走完了”。",
    en: "You are not back at the start. Walk on along the edge to where you began, then finish.",
  },
  crosses_itself: {
    ok: false,
    code: "crosses_itself",
    zh: "走过的路线有交叉，围不成一块地。请沿边界朝一个方向走一圈，不要横穿，再试一次。",
    en: "The line crosses itself. Walk once round the edge in one direction, without cutting across.",
  },
  too_small: {
    ok: false,
    code: "too_small",
    zh: "围出的范围太小，定位分辨不出来。请走大一些，或改用“圆形”并填半径。",
    en: "The area is too small for GPS. Walk a wider round, or use a circle with a radius.",
  },
};
