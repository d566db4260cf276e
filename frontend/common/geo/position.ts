/** Positions, and the small flat piece of the earth round one of them. */

export type Datum = "wgs84" | "gcj02";
export type { Language } from "../texts";

/** Degrees; WGS-84 unless a name beside it says otherwise. */
export interface Position {
  lon: number;
  lat: number;
}

/** A position as GeoJSON writes it. */
export type Pair = readonly [lon: number, lat: number, ...rest: number[]];

/** Metres east and north of the origin of a plane. */
export type Point = readonly [x: number, y: number];

const RADIAN = Math.PI / 180;
const EQUATOR_M = 6_378_137;
const FLATTENING = 1 / 298.257_223_563;
const E2 = FLATTENING * (2 - FLATTENING);

/**
 * Metres round a place, true to one in ten thousand within 25 km of it.
 * Straight lines in degrees stay straight, as the edges of a fence are meant.
 */
export class Plane {
  private readonly eastM: number;
  private readonly northM: number;

  constructor(readonly origin: Position) {
    const sine = Math.sin(origin.lat * RADIAN);
    const bend = 1 - E2 * sine * sine;
    this.eastM = (EQUATOR_M / Math.sqrt(bend)) * Math.cos(origin.lat * RADIAN) * RADIAN;
    this.northM = ((EQUATOR_M * (1 - E2)) / (bend * Math.sqrt(bend))) * RADIAN;
  }

  toXY({ lon, lat }: Position): Point {
    const turn = lon - this.origin.lon;
    // The short way round, where a fence lies across 180°.
    const east = turn - 360 * Math.round(turn / 360);
    return [east * this.eastM, (lat - this.origin.lat) * this.northM];
  }

  fromXY([x, y]: Point): Position {
    return { lon: this.origin.lon + x / this.eastM, lat: this.origin.lat + y / this.northM };
  }
}

export function positionOf([lon, lat]: Pair): Position {
  return { lon, lat };
}

export function pairOf({ lon, lat }: Position): [number, number] {
  return [lon, lat];
}

/** The place in the middle of the box round some positions. */
export function middle(positions: readonly Position[]): Position {
  const lons = positions.map((each) => each.lon);
  const lats = positions.map((each) => each.lat);
  return { lon: halfway(lons), lat: halfway(lats) };
}

function halfway(values: readonly number[]): number {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return (least + most) / 2;
}
