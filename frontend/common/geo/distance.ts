/** How far and which way, in numbers and in words. */
import { Plane, type Language, type Position } from "./position";

const RADIAN = Math.PI / 180;
const MEAN_RADIUS_M = 6_371_008.8;
const FLAT_DEGREES = 0.5;

/** Metres between two places: nearby on the ellipsoid, far away on a sphere. */
export function distanceM(a: Position, b: Position): number {
  if (Math.abs(a.lat - b.lat) > FLAT_DEGREES || Math.abs(a.lon - b.lon) > FLAT_DEGREES) {
    return farM(a, b);
  }
  const [x, y] = between(a, b);
  return Math.hypot(x, y);
}

/** Degrees clockwise from north, from one place towards another nearby. */
export function bearingDeg(from: Position, to: Position): number {
  const [x, y] = between(from, to);
  const degrees = Math.atan2(x, y) / RADIAN;
  return degrees < 0 ? degrees + 360 : degrees;
}

const DIRECTIONS: Record<Language, readonly string[]> = {
  zh: ["北", "东北", "东", "东南", "南", "西南", "西", "西北"],
  en: ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"],
};

/** One of eight directions in words. */
export function directionWords(bearing: number, language: Language = "zh"): string {
  const eighth = ((Math.round(bearing / 45) % 8) + 8) % 8;
  return DIRECTIONS[language][eighth] ?? "";
}

/** Metres as people say them: 7, 120, 1.3 km; never less than there are. */
export function distanceWords(metres: number, language: Language = "zh"): string {
  if (metres >= 1000) {
    const kilometres = (Math.ceil(metres / 100) / 10).toString();
    return language === "zh" ? `${kilometres} 公里` : `${kilometres} km`;
  }
  const rounded = metres < 100 ? Math.ceil(metres) : Math.ceil(metres / 10) * 10;
  if (rounded === 1000) return distanceWords(1000, language);
  return language === "zh" ? `${rounded} 米` : `${rounded} m`;
}

/** How much further to go, and which way: "还差 120 米，东北方向". */
export function wayWords(metres: number, bearing: number, language: Language = "zh"): string {
  const distance = distanceWords(metres, language);
  const direction = directionWords(bearing, language);
  return language === "zh"
    ? `还差 ${distance}，${direction}方向`
    : `${distance} to go, to the ${direction}`;
}

function between(a: Position, b: Position): readonly [number, number] {
  const plane = new Plane({ lon: a.lon, lat: (a.lat + b.lat) / 2 });
  const [x, y] = plane.toXY(b);
  return [x, y - plane.toXY(a)[1]];
}

function farM(a: Position, b: Position): number {
  const north = Math.sin(((b.lat - a.lat) * RADIAN) / 2);
  const east = Math.sin(((b.lon - a.lon) * RADIAN) / 2);
  const square = north * north + Math.cos(a.lat * RADIAN) * Math.cos(b.lat * RADIAN) * east * east;
  return 2 * MEAN_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(square)));
}
