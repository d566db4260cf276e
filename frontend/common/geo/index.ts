/** Places: datums, distances and directions, fences, shapes, walks. */
export * from "./datum";
export * from "./distance";
export * from "./fence";
export { Plane, pairOf, positionOf } from "./position";
export type { Datum, Language, Pair, Position } from "./position";
export { areaM2, circleRing, narrowestWidthM, simplify } from "./shape";
export * from "./walk";
