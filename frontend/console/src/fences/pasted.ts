/** Coordinates as people paste them: a pair a line, decimal or degrees, in either order. */
import type { Position } from "./sites";

export interface Pasted {
  places: Position[];
  /** Latitude came first, and was put second. */
  swapped: boolean;
  /** The first line that is no pair; counted from 1. */
  wrong: number | null;
}

const NUMBER = /-?\d+(?:\.\d+)?/g;
const DEGREES =
  /(\d+(?:\.\d+)?)\s*[°度]\s*(?:(\d+(?:\.\d+)?)\s*[′'’分]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:[″"”秒]|'')\s*)?/g;

/** Read what can be read; what is behind the first wrong line is not looked at. */
export function readPasted(text: string): Pasted {
  const lines = text.split(/[\n;；]/);
  const pairs: [number, number][] = [];
  for (const [row, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const pair = pairOf(line);
    if (pair === null) return { places: [], swapped: false, wrong: row + 1 };
    pairs.push(pair);
  }
  const swapped = pairs.length > 0 && pairs.every(isSwapped);
  const places = pairs.map(([a, b]) => (swapped ? { lon: b, lat: a } : { lon: a, lat: b }));
  return { places, swapped, wrong: null };
}

function pairOf(line: string): [number, number] | null {
  const degrees = [...line.matchAll(DEGREES)].map(
    ([, whole = 0, minutes = 0, seconds = 0]) =>
      Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600,
  );
  const numbers = degrees.length > 0 ? degrees : (line.match(NUMBER) ?? []).map(Number);
  const [a, b, ...more] = numbers;
  // A third number is a height; more are several pairs, and nobody knows which.
  if (a === undefined || b === undefined || more.length > 1) return null;
  return Math.abs(a) > 180 || Math.abs(b) > 180 || (Math.abs(a) > 90 && Math.abs(b) > 90)
    ? null
    : [a, b];
}

/** In China the first is a latitude if it is small and the second is none if it is large. */
function isSwapped([a, b]: [number, number]): boolean {
  return Math.abs(a) <= 90 && Math.abs(b) > 90;
}
