/** A place on a map where somebody was. */
export interface MapPoint {
  lon: number;
  lat: number;
  /** Metres. */
  accuracy?: number | null;
  /** Of having been inside. */
  probability?: number;
  /** Set aside, as it contradicts its neighbours. */
  ignored?: boolean;
  /** ISO 8601. */
  t?: string;
}

interface WalkPing {
  longitude: number;
  latitude: number;
  accuracy: number | null;
  probability: number;
  ignored: boolean;
  t: string;
}

/** The points of a walk as the server gives it. */
export function pointsOf(pings: readonly WalkPing[]): MapPoint[] {
  return pings.map(({ longitude, latitude, ...rest }) => ({
    lon: longitude,
    lat: latitude,
    ...rest,
  }));
}
