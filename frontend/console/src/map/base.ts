/** What lies under the fences, by the settings of the installation. */
import type { BaseMap } from "@/services/shapes";
import L, { type Map } from "./leaflet";

/** Put the base map under everything else; without one, a sheet of squares that moves along. */
export async function addBase(map: Map, { kind, url, key }: BaseMap): Promise<void> {
  if (kind === "pmtiles" && url !== undefined) await addTiles(map, url);
  else if (kind === "tianditu" && key !== undefined) addTianditu(map, key);
  else new Squares().addTo(map);
}

/** So that one sees how far the sheet was moved. */
class Squares extends L.GridLayer {
  protected override createTile(): HTMLElement {
    const tile = document.createElement("div");
    tile.className = "square";
    return tile;
  }
}

/** One file on our own server, read in ranges: drawn here if it holds shapes, shown if pictures. */
async function addTiles(map: Map, url: string): Promise<void> {
  const { PMTiles, TileType, leafletRasterLayer } = await import("pmtiles");
  const file = new PMTiles(new URL(url, location.href).href);
  const { tileType, maxZoom } = await file.getHeader();
  const attribution = plain(await file.getMetadata());
  if (tileType === TileType.Mvt) {
    const { leafletLayer } = await import("protomaps-leaflet");
    const options = { url: new URL(url, location.href).href, flavor: "light", lang: "zh" };
    // Its layer is one of Leaflet's, which its types do not say.
    const layer = leafletLayer({ ...options, attribution, maxDataZoom: maxZoom });
    (layer as unknown as L.Layer).addTo(map);
  } else {
    const options = { attribution, maxNativeZoom: maxZoom, maxZoom: map.getMaxZoom() };
    (leafletRasterLayer(file, options) as unknown as L.Layer).addTo(map);
  }
}

/** Whose map it is, as the file says; without its markup. */
function plain(metadata: unknown): string {
  const { attribution } = metadata as { attribution?: unknown };
  return typeof attribution === "string" ? attribution.replace(/<[^>]*>/g, "") : "";
}

/** Streets, and their names above them; CGCS2000 is WGS-84 to a few centimetres. */
function addTianditu(map: Map, key: string): void {
  for (const layer of ["vec", "cva"]) {
    const query = new URLSearchParams({
      SERVICE: "WMTS",
      REQUEST: "GetTile",
      VERSION: "1.0.0",
      LAYER: layer,
      STYLE: "default",
      TILEMATRIXSET: "w",
      FORMAT: "tiles",
      tk: key,
    });
    const address = `https://t{s}.tianditu.gov.cn/${layer}_w/wmts?${query.toString()}`;
    L.tileLayer(`${address}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}`, {
      subdomains: "01234567",
      maxNativeZoom: 18,
      maxZoom: map.getMaxZoom(),
      attribution: "© 天地图",
    }).addTo(map);
  }
}
