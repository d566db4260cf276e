/** A walk on a map: the colour says how sure it was to be inside, the circle how sure the phone was. */
import L, { type LatLngTuple } from "./leaflet";
import type { MapPoint } from "./points";
import { latLng, themeColour } from "./sheet";

export const LIKELY = 0.8;
export const UNLIKELY = 0.2;

export function drawWalk(
  group: L.FeatureGroup,
  points: readonly MapPoint[],
  silence: number,
  picked: (row: number) => void,
): void {
  group.clearLayers();
  const [inside, unsure, outside, grey] = ["inside", "unsure", "outside", "ink-soft"].map(
    themeColour,
  );
  const colourOf = ({ ignored, probability = 0.5 }: MapPoint) => {
    if (ignored) return grey;
    return probability > LIKELY ? inside : probability < UNLIKELY ? outside : unsure;
  };
  // Hundreds of circles lie on one another, and what is below them is to be seen.
  const circles = points.filter(({ accuracy }) => accuracy).length;
  const ring = { weight: 1, opacity: Math.min(0.5, 15 / circles) };
  const faint = Math.min(0.06, 0.7 / circles);
  for (const line of joined(points, silence)) {
    L.polyline(line, { color: grey ?? "", weight: 1.5, interactive: false }).addTo(group);
  }
  points.forEach((point, row) => {
    const color = colourOf(point) ?? "";
    if (point.accuracy) {
      const round = { ...ring, radius: point.accuracy, color };
      L.circle(latLng(point), { ...round, fillOpacity: faint, interactive: false }).addTo(group);
    }
    L.circleMarker(latLng(point), { radius: 4, color, weight: 1, fillOpacity: 0.9 })
      .on("click", () => picked(row))
      .addTo(group);
  });
}

/** Points that are too far apart in time are not joined: nobody knows what was between. */
function joined(points: readonly MapPoint[], silence: number): LatLngTuple[][] {
  const lines: LatLngTuple[][] = [[]];
  points.forEach((point, row) => {
    const before = points[row - 1]?.t ?? point.t;
    if ((Date.parse(point.t ?? "") - Date.parse(before ?? "")) / 1000 > silence) lines.push([]);
    lines.at(-1)?.push(latLng(point));
  });
  return lines;
}
