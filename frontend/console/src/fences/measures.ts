/** How large a fence is, in numbers and in words. */
import { areaM2, circleRing, distanceM, narrowestWidthM } from "@weiguang/common/geo";
import { language } from "@/texts";
import { linesOf, type Fence } from "./sites";

export interface Measures {
  areaM2: number;
  widthM: number;
}

export function measure(fence: Fence): Measures {
  switch (fence.kind) {
    case "circle":
      return {
        areaM2: areaM2([circleRing(fence.centre, fence.radiusM, 256)]),
        widthM: 2 * fence.radiusM,
      };
    case "polygon":
      return {
        areaM2: fence.parts.reduce((sum, rings) => sum + areaM2(rings), 0),
        widthM: Math.max(0, ...fence.parts.map(([shell = []]) => narrowestWidthM(shell))),
      };
    case "corridor": {
      const widthM = 2 * fence.halfWidthM;
      const ends = Math.PI * fence.halfWidthM ** 2;
      return { areaM2: lengthM(fence) * widthM + ends, widthM };
    }
  }
}

function lengthM(fence: Fence): number {
  let sum = 0;
  for (const line of linesOf(fence)) {
    line.slice(1).forEach((corner, row) => (sum += distanceM(line[row] ?? corner, corner)));
  }
  return sum;
}

export function countOf(fence: Fence): number {
  return linesOf(fence).reduce((sum, line) => sum + line.length, 0);
}

export function areaWords(squareMetres: number): string {
  const zh = language.value === "zh";
  if (squareMetres >= 1e6) return `${(squareMetres / 1e6).toFixed(2)} ${zh ? "平方公里" : "km²"}`;
  return `${Math.round(squareMetres).toLocaleString("en")} ${zh ? "平方米" : "m²"}`;
}

export function metreWords(metres: number): string {
  const rounded = metres < 10 ? metres.toFixed(1) : Math.round(metres).toLocaleString("en");
  return `${rounded} ${language.value === "zh" ? "米" : "m"}`;
}
