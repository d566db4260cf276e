/** A walk that was tried, as the map and the chart show it. */
import type { MapPoint } from "@/map";

export interface WalkShown {
  points: readonly MapPoint[];
  /** Seconds; points farther apart are not joined. */
  silence: number;
  marked: number | null;
}
