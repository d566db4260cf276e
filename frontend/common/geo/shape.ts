/** Shapes and their measures: a ring round a circle, areas, widths, fewer corners. */
import { apart, closed, hull, nearestOn, ringArea, turn } from "./planar";
import { middle, Plane, type Point, type Position } from "./position";

/** The corners of a ring round a circle, closed, for maps that know only rings. */
export function circleRing(centre: Position, radiusM: number, count = 64): Position[] {
  const plane = new Plane(centre);
  const ring = Array.from({ length: count }, (_, row) => {
    const angle = (2 * Math.PI * row) / count;
    return plane.fromXY([radiusM * Math.cos(angle), radiusM * Math.sin(angle)]);
  });
  return [...ring, ...ring.slice(0, 1)];
}

/** The area within a shell and outside its holes, in m². */
export function areaM2([shell = [], ...holes]: readonly Position[][]): number {
  if (shell.length === 0) return 0;
  const plane = new Plane(middle(shell));
  const area = (ring: readonly Position[]) =>
    ringArea(closed(ring.map((each) => plane.toXY(each))));
  return holes.reduce((rest, hole) => rest - area(hole), area(shell));
}

/**
 * How wide a shape is where it is narrowest, in metres: the smallest gap that it would pass through.
 * Where that is less than the error of a phone's position, nobody can be seen to be inside.
 */
export function narrowestWidthM(ring: readonly Position[]): number {
  if (ring.length === 0) return 0;
  const plane = new Plane(middle(ring));
  const corners = hull(ring.map((each) => plane.toXY(each)));
  if (corners.length < 3) return 0;
  const sides = closed(corners);
  const widths = corners.map((from, row) => {
    const to = sides[row + 1] ?? from;
    const length = apart(from, to);
    return Math.max(...corners.map((each) => turn(from, to, each) / length));
  });
  return Math.min(...widths);
}

/** Fewer corners, none of the others further from the line than so many metres (Douglas, Peucker). */
export function simplify(line: readonly Position[], toleranceM: number): Position[] {
  if (line.length < 3) return [...line];
  const plane = new Plane(middle(line));
  const kept = keep(
    line.map((each) => plane.toXY(each)),
    toleranceM,
  );
  return line.filter((_, row) => kept.has(row));
}

/** The rows of a line that a simpler one keeps. */
export function keep(line: readonly Point[], toleranceM: number): Set<number> {
  const kept = new Set([0, line.length - 1]);
  const spans: [number, number][] = [[0, line.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [row, distance] = furthest(line, span);
    if (distance > toleranceM) {
      kept.add(row);
      spans.push([span[0], row], [row, span[1]]);
    }
  }
  return kept;
}

function furthest(line: readonly Point[], [first, last]: [number, number]): [number, number] {
  let best: [number, number] = [first, 0];
  const [from, to] = [line[first], line[last]];
  if (from === undefined || to === undefined) return best;
  for (let row = first + 1; row < last; row += 1) {
    const point = line[row];
    if (point === undefined) continue;
    const distance = apart(nearestOn([from, to], point), point);
    if (distance > best[1]) best = [row, distance];
  }
  return best;
}
