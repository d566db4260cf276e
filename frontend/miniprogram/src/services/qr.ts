/** A QR code as the path of one drawing: what is dark, in modules, with its quiet margin. */
import { encode } from "uqr";

export interface Drawing {
  /** Modules on a side, margins and all. */
  size: number;
  /** Rows of what is dark: [x, y, width]. */
  bars: [number, number, number][];
}

const MARGIN = 4; // modules, as ISO/IEC 18004 wants it

export function drawQr(text: string): Drawing {
  const { data, size } = encode(text, { ecc: "M", border: MARGIN });
  const bars: Drawing["bars"] = [];
  data.forEach((row, y) => {
    let begin = -1;
    [...row, false].forEach((dark, x) => {
      if (dark && begin < 0) begin = x;
      if (dark || begin < 0) return;
      bars.push([begin, y, x - begin]);
      begin = -1;
    });
  });
  return { size, bars };
}

/** The same as a data URL of an SVG, for an image of any size. */
export function qrPicture(text: string): string {
  const { size, bars } = drawQr(text);
  const path = bars.map(([x, y, width]) => `M${x} ${y}h${width}v1h-${width}z`).join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
