/** The handles of one site's corners on the map: those in view, and not closer than one can grasp. */
import L, { type LatLngTuple, type Map } from "@/map/leaflet";
import { latLng } from "@/map/sheet";
import { linesOf, type Position, type Site, type Spot } from "./sites";

export interface Grasped {
  /** A corner, the middle of an edge (which becomes a corner), or the radius of a circle. */
  kind: "corner" | "middle" | "radius";
  spot: Spot;
}

export interface Hands {
  /** While it is dragged: for the eye alone. */
  dragging(grasped: Grasped, to: Position): void;
  dropped(grasped: Grasped, to: Position): void;
  picked(spot: Spot): void;
  /** How many corners in view have no handle for want of room. */
  hidden(count: number): void;
}

const LEAST_PX = 18; // between handles
const LEAST_EDGE_PX = 44; // of an edge that shows its middle
const MOST = 150;

export class Handles {
  private readonly drawn = L.layerGroup();
  private site: Site | null = null;
  private chosen: Spot | null = null;
  private held = false;

  constructor(
    private readonly map: Map,
    private readonly hands: Hands,
  ) {
    this.drawn.addTo(map);
    map.on("moveend zoomend", () => this.draw());
  }

  show(site: Site | null, chosen: Spot | null): void {
    this.site = site;
    this.chosen = chosen;
    this.draw();
  }

  private draw(): void {
    if (this.held) return; // what is in the hand stays there; it is drawn anew once it is dropped
    this.drawn.clearLayers();
    if (this.site === null) return this.hands.hidden(0);
    const view = this.map.getBounds().pad(0.05);
    let [hidden, shown] = [0, 0];
    linesOf(this.site.fence).forEach((line, number) => {
      let last: L.Point | null = null;
      line.forEach((corner, row) => {
        const spot = { site: this.site?.id ?? "", line: number, row };
        if (!view.contains(latLng(corner))) return;
        const point = this.map.latLngToContainerPoint(latLng(corner));
        const isClose = last !== null && point.distanceTo(last) < LEAST_PX;
        if ((isClose || shown >= MOST) && !this.isChosen(spot)) return void (hidden += 1);
        last = point;
        shown += 1;
        this.add({ kind: "corner", spot }, corner);
        this.addMiddle(line, spot);
      });
    });
    this.addRadius(this.site);
    this.hands.hidden(hidden);
  }

  private addMiddle(line: readonly Position[], spot: Spot): void {
    const [from, to] = [line[spot.row], line[(spot.row + 1) % line.length]];
    const goesRound = this.site?.fence.kind === "polygon";
    if (from === undefined || to === undefined || from === to) return;
    if (spot.row === line.length - 1 && !goesRound) return;
    const ends = [from, to].map((each) => this.map.latLngToContainerPoint(latLng(each)));
    if (ends[0] === undefined || ends[1] === undefined) return;
    if (ends[0].distanceTo(ends[1]) < LEAST_EDGE_PX) return;
    const middle = { lon: (from.lon + to.lon) / 2, lat: (from.lat + to.lat) / 2 };
    this.add({ kind: "middle", spot }, middle);
  }

  private addRadius({ id, fence }: Site): void {
    if (fence.kind !== "circle") return;
    const east = L.latLng(latLng(fence.centre))
      .toBounds(2 * fence.radiusM)
      .getEast();
    const [edge, centre] = [{ lon: east, lat: fence.centre.lat }, fence.centre].map((each) =>
      this.map.latLngToContainerPoint(latLng(each)),
    );
    // On a circle as small as that it would lie on the centre; the panel has the radius in numbers.
    if (edge === undefined || centre === undefined || edge.distanceTo(centre) < LEAST_PX) return;
    const spot = { site: id, line: 0, row: 0 };
    this.add({ kind: "radius", spot }, { lon: east, lat: fence.centre.lat });
  }

  private add(grasped: Grasped, at: Position): void {
    const { kind, spot } = grasped;
    const chosen = kind === "corner" && this.isChosen(spot) ? " chosen" : "";
    const icon = L.divIcon({
      className: `handle ${kind}${chosen}`,
      iconSize: kind === "middle" ? [10, 10] : [14, 14],
    });
    // The panel has the same by keyboard: a hundred stops of the tab key help nobody.
    const options = { icon, draggable: true, keyboard: false, pmIgnore: true, autoPan: true };
    const marker = L.marker(latLng(at) satisfies LatLngTuple, options);
    const place = (): Position => {
      const { lat, lng } = marker.getLatLng();
      return { lon: lng, lat };
    };
    marker
      .on("dragstart", () => (this.held = true))
      .on("drag", () => this.hands.dragging(grasped, place()))
      .on("dragend", () => {
        this.held = false;
        this.hands.dropped(grasped, place());
      })
      .on("click", () => this.hands.picked(spot))
      .addTo(this.drawn);
  }

  private isChosen({ line, row }: Spot): boolean {
    return this.chosen?.line === line && this.chosen.row === row;
  }
}
