/** WGS-84 ⇄ GCJ-02: what a satellite says, and what maps in China show. As `geofence/datum.py`. */
import type { Datum, Position } from "./position";

const AXIS_M = 6_378_245;
const E2 = 0.006_693_421_622_965_943;
const WEST = 72.004;
const SOUTH = 0.8293;
const EAST = 137.8347;
const NORTH = 55.8271;
// Each step shrinks the error at least hundredfold: six end far below a millimetre.
const STEPS = 6;

/** Whether GCJ-02 is shifted here at all. */
export function inRectangle({ lon, lat }: Position): boolean {
  return WEST <= lon && lon <= EAST && SOUTH <= lat && lat <= NORTH;
}

export function wgs84ToGcj02(position: Position): Position {
  if (!inRectangle(position)) return position;
  const [east, north] = shift(position);
  return { lon: position.lon + east, lat: position.lat + north };
}

/** Undoes the shift, to less than a millimetre. */
export function gcj02ToWgs84(position: Position): Position {
  if (!inRectangle(position)) return position;
  let found = position;
  for (let step = 0; step < STEPS; step += 1) {
    const [east, north] = shift(found);
    found = { lon: position.lon - east, lat: position.lat - north };
  }
  return found;
}

export function convert(position: Position, from: Datum, to: Datum): Position {
  if (from === to) return position;
  return to === "gcj02" ? wgs84ToGcj02(position) : gcj02ToWgs84(position);
}

type Wave = readonly [amplitude: number, frequency: number];
const SHORT: readonly Wave[] = [
  [20, 6],
  [20, 2],
];
const NORTHWARD: readonly Wave[] = [
  [20, 1],
  [40, 1 / 3],
  [160, 1 / 12],
  [320, 1 / 30],
];
const EASTWARD: readonly Wave[] = [
  [20, 1],
  [40, 1 / 3],
  [150, 1 / 12],
  [300, 1 / 30],
];

function waves(angle: number, terms: readonly Wave[]): number {
  let total = 0;
  for (const [amplitude, frequency] of terms) {
    total += amplitude * Math.sin(frequency * Math.PI * angle);
  }
  return (total * 2) / 3;
}

/** Degrees east and north from WGS-84 to GCJ-02: the published polynomial and its sines. */
function shift({ lon, lat }: Position): [east: number, north: number] {
  const x = lon - 105;
  const y = lat - 35;
  const root = Math.sqrt(Math.abs(x));
  const common = waves(x, SHORT);
  const northM =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common + waves(y, NORTHWARD);
  const eastM =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common + waves(x, EASTWARD);
  const phi = (lat * Math.PI) / 180;
  const sine = Math.sin(phi);
  const magic = 1 - E2 * sine * sine;
  const meridianM = (AXIS_M * (1 - E2)) / (magic * Math.sqrt(magic));
  const parallelM = (AXIS_M / Math.sqrt(magic)) * Math.cos(phi);
  return [(eastM / parallelM) * (180 / Math.PI), (northM / meridianM) * (180 / Math.PI)];
}
