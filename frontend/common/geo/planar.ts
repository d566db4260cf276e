/** Lines and rings in a plane, in metres. */
import type { Point } from "./position";

/** Of the pieces between neighbours, from first to last. */
export function pieces(line: readonly Point[]): [Point, Point][] {
  return line.slice(1).map((end, row): [Point, Point] => [line[row] ?? end, end]);
}

/** A ring as GeoJSON has it: the last point is the first again. */
export function closed(points: readonly Point[]): Point[] {
  const [first] = points;
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return [];
  return first[0] === last[0] && first[1] === last[1] ? [...points] : [...points, first];
}

/** The place on a piece that is nearest to a point. */
export function nearestOn([a, b]: readonly [Point, Point], [x, y]: Point): Point {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((x - a[0]) * dx + (y - a[1]) * dy) / square;
  const held = Math.min(1, Math.max(0, along));
  return [a[0] + held * dx, a[1] + held * dy];
}

export function apart([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

/** The place on a line that is nearest to a point, and how far it is. */
export function nearestOnLine(line: readonly Point[], point: Point): [Point, number] {
  let best: [Point, number] = [line[0] ?? point, Infinity];
  if (line.length === 1 && line[0] !== undefined) return [line[0], apart(line[0], point)];
  for (const piece of pieces(line)) {
    const found = nearestOn(piece, point);
    const distance = apart(found, point);
    if (distance < best[1]) best = [found, distance];
  }
  return best;
}

/** Whether a point lies within a closed ring (even-odd). */
export function within(ring: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (const [[ax, ay], [bx, by]] of pieces(ring)) {
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** The area of a closed ring in m², whichever way it turns. */
export function ringArea(ring: readonly Point[]): number {
  let twice = 0;
  for (const [[ax, ay], [bx, by]] of pieces(ring)) twice += ax * by - bx * ay;
  return Math.abs(twice) / 2;
}

/** Positive where b lies left of the way from o to a. */
export function turn(o: Point, a: Point, b: Point): number {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

/** The corners of the convex hull, counter-clockwise, without repeating the first. */
export function hull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (row: readonly Point[]): Point[] => {
    const kept: Point[] = [];
    for (const point of row) {
      while (turnsBack(kept, point)) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function turnsBack(kept: readonly Point[], next: Point): boolean {
  const [before, last] = kept.slice(-2);
  return before !== undefined && last !== undefined && turn(before, last, next) <= 0;
}

/** Whether two pieces meet anywhere. */
export function meet([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return (
    (abc === 0 && inBox(a, b, c)) ||
    (abd === 0 && inBox(a, b, d)) ||
    (cda === 0 && inBox(c, d, a)) ||
    (cdb === 0 && inBox(c, d, b))
  );
}

function inBox(a: Point, b: Point, [x, y]: Point): boolean {
  return (
    Math.min(a[0], b[0]) <= x &&
    x <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= y &&
    y <= Math.max(a[1], b[1])
  );
}

/** Whether a closed ring meets itself anywhere but where neighbours join. */
export function crossesItself(ring: readonly Point[]): boolean {
  const all = pieces(ring);
  return all.some((one, row) =>
    all.slice(row + 2).some((other, skipped) => {
      const isLast = row === 0 && skipped === all.length - 3;
      return !isLast && meet(one, other);
    }),
  );
}
