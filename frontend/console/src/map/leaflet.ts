/** Leaflet, and the name under which its extensions look for it. */
import * as leaflet from "leaflet";
import "leaflet/dist/leaflet.css";

// Extensions add members of their own, which a module would not allow.
const L: typeof leaflet = { ...leaflet };
(globalThis as { L?: typeof leaflet }).L = L;

export default L;
export type { Circle, GridLayer, LatLngTuple, Layer, Map, Path, Polyline } from "leaflet";
