/** Drawing something new: Geoman leads the hand, and what it drew becomes an edit. */
import L, { type Map } from "@/map/leaflet";
import "@geoman-io/leaflet-geoman-free";
import "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css";
import { themeColour } from "@/map/sheet";
import { language } from "@/texts";
import type { Edit, Fence, Position } from "./sites";

export type Tool = "circle" | "polygon" | "corridor" | "hole";

const SHAPES = { circle: "Circle", polygon: "Polygon", corridor: "Line", hole: "Polygon" } as const;
const HALF_WIDTH_M = 30;

export class Pen {
  private tool: Tool | null = null;

  constructor(
    private readonly map: Map,
    drawn: (edit: Edit | null) => void,
  ) {
    map.on("pm:create", ({ layer }) => {
      const tool = this.tool;
      layer.remove(); // the list of sites draws it
      drawn(tool === null ? null : editOf(tool, layer));
    });
  }

  take(tool: Tool): void {
    this.drop();
    this.tool = tool;
    this.map.pm.setLang(language.value);
    const line = { color: themeColour("brand"), weight: 3 };
    this.map.pm.enableDraw(SHAPES[tool], {
      snappable: true,
      snapDistance: 12,
      allowSelfIntersection: false,
      continueDrawing: false,
      templineStyle: line,
      hintlineStyle: { ...line, dashArray: "5 5" },
      pathOptions: line,
    });
  }

  drop(): void {
    this.tool = null;
    this.map.pm.disableDraw();
  }
}

/** A hole names its site later: the page knows which is chosen. */
function editOf(tool: Tool, layer: L.Layer): Edit | null {
  const fence = fenceOf(layer);
  if (fence === null) return null;
  if (tool !== "hole") return { edit: "add", sites: [{ id: "", name: "", fence }] };
  const ring = fence.kind === "polygon" ? (fence.parts[0]?.[0] ?? []) : [];
  return { edit: "hole", site: "", ring };
}

function fenceOf(layer: L.Layer): Fence | null {
  if (layer instanceof L.Circle) {
    return { kind: "circle", centre: place(layer.getLatLng()), radiusM: layer.getRadius() };
  }
  if (layer instanceof L.Polygon) {
    const rings = layer.getLatLngs() as L.LatLng[][];
    return { kind: "polygon", parts: [rings.map((ring) => ring.map(place))] };
  }
  if (layer instanceof L.Polyline) {
    const line = (layer.getLatLngs() as L.LatLng[]).map(place);
    return { kind: "corridor", lines: [line], halfWidthM: HALF_WIDTH_M };
  }
  return null;
}

function place({ lat, lng }: L.LatLng): Position {
  return { lon: lng, lat };
}
