/** A map on a page: zoom, scale, base map; and fences as they are drawn on it. */
import type { Fence } from "@weiguang/common/geo";
import type { BaseMap } from "@/services/shapes";
import { t } from "@/texts";
import { addBase } from "./base";
import L, { type LatLngTuple, type Map, type Path } from "./leaflet";

// Where one looks first, until there is something to see: the county seat of Yanhe.
const FIRST: View = [28.5637, 108.4951, 14];
const PLACE = "weiguang.view";

type View = [lat: number, lon: number, zoom: number];

export interface Style {
  color: string;
  weight?: number;
  fillOpacity?: number;
  dashArray?: string;
  interactive?: boolean;
}

/** Open a map; what is drawn on it goes onto one canvas, so that a thousand points cost little. */
export function openSheet(element: HTMLElement, base: BaseMap): Map {
  const map = L.map(element, {
    preferCanvas: true,
    zoomControl: false,
    attributionControl: base.kind !== "none",
    zoomSnap: 0.5,
    minZoom: 3,
    maxZoom: 21,
  });
  L.control
    .zoom({ position: "topright", zoomInTitle: t("map.zoom_in"), zoomOutTitle: t("map.zoom_out") })
    .addTo(map);
  map.attributionControl?.setPrefix(false); // a link and a picture of Leaflet's own
  L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
  const [lat, lon, zoom] = lastView();
  map.setView([lat, lon], zoom);
  map.on("moveend", () => {
    const centre = map.getCenter();
    localStorage.setItem(PLACE, JSON.stringify([centre.lat, centre.lng, map.getZoom()]));
  });
  const resized = new ResizeObserver(() => map.invalidateSize());
  resized.observe(element);
  map.on("unload", () => resized.disconnect());
  addBase(map, base).catch(reportError); // a sheet without its base map is still of use
  return map;
}

/** Whoever draws one fence after the other draws them in the same place. */
function lastView(): View {
  const text = localStorage.getItem(PLACE);
  return text === null ? FIRST : (JSON.parse(text) as View);
}

export function latLng({ lon, lat }: { lon: number; lat: number }): LatLngTuple {
  return [lat, lon];
}

/** The colours of the theme, which a canvas cannot look up by itself. */
export function themeColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Draw a fence; a corridor as a line of its true width, which follows the zoom. */
export function drawFence(map: Map, fence: Fence, seen: Style): Path[] {
  const style = { ...seen, smoothFactor: 0 }; // the edge goes through its corners, at any zoom
  switch (fence.kind) {
    case "circle":
      return [L.circle(latLng(fence.centre), { ...style, radius: fence.radiusM })];
    case "polygon":
      return [
        L.polygon(
          fence.parts.map((rings) => rings.map((ring) => ring.map(latLng))),
          style,
        ),
      ];
    case "corridor":
      return [band(map, fence, style), L.polyline(fence.lines.map(latLngs), style)];
  }
}

function latLngs(line: readonly { lon: number; lat: number }[]): LatLngTuple[] {
  return line.map(latLng);
}

function band(map: Map, fence: Extract<Fence, { kind: "corridor" }>, style: Style): Path {
  const lat = fence.lines[0]?.[0]?.lat ?? 0;
  const weight = () => Math.max(1, (2 * fence.halfWidthM) / metresPerPixel(map, lat));
  const drawn = L.polyline(fence.lines.map(latLngs), {
    ...style,
    opacity: style.fillOpacity ?? 0.2,
    weight: weight(),
  });
  const widen = () => void drawn.setStyle({ weight: weight() });
  drawn.on("add", () => map.on("zoomend", widen));
  drawn.on("remove", () => map.off("zoomend", widen));
  return drawn;
}

export function metresPerPixel(map: Map, lat: number): number {
  const equatorM = 2 * Math.PI * 6_378_137;
  return (equatorM * Math.cos((lat * Math.PI) / 180)) / L.CRS.EPSG3857.scale(map.getZoom());
}

/** The box round fences, to fit the map to it. */
export function boxOf(fences: readonly Fence[]): L.LatLngBounds {
  const box = L.latLngBounds([]);
  for (const fence of fences) {
    if (fence.kind === "circle") {
      box.extend(L.latLng(latLng(fence.centre)).toBounds(fence.radiusM * 2));
    } else {
      const lines = fence.kind === "polygon" ? fence.parts.flat() : fence.lines;
      for (const place of lines.flat()) box.extend(latLng(place));
    }
  }
  return box;
}
