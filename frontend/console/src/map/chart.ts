/** The geometry of the chart of probability: from times and chances to places on a sheet. */
import { chinaInstant, chinaTime } from "@weiguang/common/hours";

export interface Ping {
  t: string;
  probability: number;
  ignored: boolean;
}
export interface Period {
  start: string;
  end: string;
}
export interface Sheet {
  from: number;
  to: number;
  width: number;
  height: number;
}

const MARGIN = 0.03;

/** Never 100, for nothing is sure. */
export function percent(probability: number): number {
  return Math.min(99, Math.round(probability * 100));
}

/** The time that the chart shows: all that is known, with a margin; of a long slot only that. */
export function domainOf(
  pings: readonly Ping[],
  periods: readonly Period[],
): { from: number; to: number } | null {
  const times = [
    ...pings.map(({ t }) => Date.parse(t)),
    ...periods.flatMap(({ start, end }) => [Date.parse(start), Date.parse(end)]),
  ];
  if (times.length === 0) return null;
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const margin = Math.max(60_000, (to - from) * MARGIN);
  return { from: from - margin, to: to + margin };
}

/** A period on the chart, cut to what the chart shows. */
export function bandOf(sheet: Sheet, { start, end }: Period): { x: number; width: number } {
  const within = (t: string): number => Math.min(sheet.width, Math.max(0, xOf(sheet, t)));
  const x = within(start);
  return { x, width: Math.max(1, within(end) - x) };
}

export function xOf(sheet: Sheet, t: string | number): number {
  const at = typeof t === "number" ? t : Date.parse(t);
  return ((at - sheet.from) / (sheet.to - sheet.from)) * sheet.width;
}

export function yOf({ height }: Sheet, probability: number): number {
  return height * (1 - probability);
}

/** Lines through what was taken into account, broken where the phone was silent. */
export function linesOf(pings: readonly Ping[], sheet: Sheet, silence: number): string[] {
  const lines: string[][] = [[]];
  let before: number | null = null;
  for (const { t, probability, ignored } of pings) {
    if (ignored) continue;
    const at = Date.parse(t);
    if (before !== null && (at - before) / 1000 > silence) lines.push([]);
    lines.at(-1)?.push(`${xOf(sheet, at).toFixed(1)},${yOf(sheet, probability).toFixed(1)}`);
    before = at;
  }
  return lines.filter((line) => line.length > 0).map((line) => line.join(" "));
}

/** The row of the ping that is nearest to a place on the chart; pings are in order of time. */
export function nearest(pings: readonly Ping[], sheet: Sheet, x: number): number | null {
  const at = sheet.from + (x / sheet.width) * (sheet.to - sheet.from);
  let best: number | null = null;
  let least = Infinity;
  pings.forEach(({ t }, row) => {
    const away = Math.abs(Date.parse(t) - at);
    if (away < least) [best, least] = [row, away];
  });
  return best;
}

const STEPS_MIN = [5, 10, 15, 30, 60, 120, 240, 480];
const MOST_TICKS = 9;

/** Full times on China's clock, not too many. */
export function ticksOf({ from, to }: Pick<Sheet, "from" | "to">): number[] {
  const step = STEPS_MIN.find((each) => (to - from) / 60_000 / each <= MOST_TICKS) ?? 1440;
  const { year, month, day } = chinaTime(from);
  const midnight = chinaInstant(year, month, day).getTime();
  const first = midnight + Math.ceil((from - midnight) / (step * 60_000)) * step * 60_000;
  const found: number[] = [];
  for (let at = first; at <= to; at += step * 60_000) found.push(at);
  return found;
}
