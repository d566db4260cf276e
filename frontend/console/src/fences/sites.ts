/** What is drawn: a list of sites, and every change of it as a pure function. */
import { Plane, type Fence, type Position, type Site } from "@weiguang/common/geo";
import { within } from "@weiguang/common/geo/planar";

export type { Fence, Position, Site };
export type Sites = readonly Site[];

/** A corner: which site, which of its rings or lines, which row. */
export interface Spot {
  site: string;
  line: number;
  row: number;
}

export type Edit =
  | { edit: "add"; sites: Sites }
  | { edit: "remove"; site: string }
  | { edit: "rename"; site: string; name: string }
  /** Metres: the radius of a circle, half the width of a corridor. */
  | { edit: "size"; site: string; metres: number }
  | { edit: "move"; spot: Spot; to: Position }
  | { edit: "nudge"; spot: Spot; eastM: number; northM: number }
  /** A new corner behind the one that is named. */
  | { edit: "insert"; spot: Spot; at: Position }
  | { edit: "cut"; spot: Spot }
  | { edit: "hole"; site: string; ring: readonly Position[] }
  | { edit: "fill"; site: string; line: number };

/** Return the sites after an edit; the same list if it changes nothing or is not possible. */
export function edited(sites: Sites, change: Edit): Sites {
  switch (change.edit) {
    case "add":
      return change.sites.reduce(added, sites);
    case "remove":
      return sites.filter(({ id }) => id !== change.site);
    case "rename":
      return changed(sites, change.site, (site) => ({ ...site, name: change.name }));
    case "size":
      return refenced(sites, change.site, (fence) => sized(fence, change.metres));
    case "hole":
      return refenced(sites, change.site, (fence) => holed(fence, change.ring));
    case "fill":
      return refenced(sites, change.site, (fence) => filled(fence, change.line));
    default:
      return refenced(sites, change.spot.site, (fence) => bent(fence, change));
  }
}

/** All rings or lines of a fence in one list; a circle has its centre. */
export function linesOf(fence: Fence): readonly (readonly Position[])[] {
  if (fence.kind === "circle") return [[fence.centre]];
  return fence.kind === "polygon" ? fence.parts.flat() : fence.lines;
}

/** Which of the lines of a polygon are holes. */
export function holesOf(fence: Fence): number[] {
  if (fence.kind !== "polygon") return [];
  const firsts = fence.parts.flatMap((rings) => rings.map((_, row) => row > 0));
  return firsts.flatMap((isHole, line) => (isHole ? [line] : []));
}

export function cornerAt(sites: Sites, { site, line, row }: Spot): Position | undefined {
  const found = sites.find(({ id }) => id === site);
  return found && linesOf(found.fence)[line]?.[row];
}

function added(sites: Sites, site: Site): Sites {
  const taken = new Set(sites.map(({ id }) => id));
  let number = sites.length + 1;
  while (taken.has(`site-${number}`)) number += 1;
  const id = site.id === "" || taken.has(site.id) ? `site-${number}` : site.id;
  return [...sites, { ...site, id }];
}

function changed(sites: Sites, wanted: string, change: (site: Site) => Site): Sites {
  const after = sites.map((site) => (site.id === wanted ? change(site) : site));
  return after.some((site, row) => site !== sites[row]) ? after : sites;
}

function refenced(sites: Sites, wanted: string, change: (fence: Fence) => Fence): Sites {
  return changed(sites, wanted, (site) => {
    const fence = change(site.fence);
    return fence === site.fence ? site : { ...site, fence };
  });
}

function sized(fence: Fence, metres: number): Fence {
  if (!(metres > 0)) return fence;
  if (fence.kind === "circle") return { ...fence, radiusM: metres };
  return fence.kind === "corridor" ? { ...fence, halfWidthM: metres } : fence;
}

type Bend = Extract<Edit, { spot: Spot }>;

function bent(fence: Fence, change: Bend): Fence {
  const { line, row } = change.spot;
  const corner = linesOf(fence)[line]?.[row];
  if (corner === undefined) return fence;
  switch (change.edit) {
    case "move":
      return withLine(fence, line, (corners) => corners.with(row, change.to));
    case "nudge": {
      const to = new Plane(corner).fromXY([change.eastM, change.northM]);
      return withLine(fence, line, (corners) => corners.with(row, to));
    }
    case "insert":
      if (fence.kind === "circle") return fence;
      return withLine(fence, line, (corners) => corners.toSpliced(row + 1, 0, change.at));
    case "cut":
      if ((linesOf(fence)[line]?.length ?? 0) <= fewest(fence)) return fence;
      return withLine(fence, line, (corners) => corners.toSpliced(row, 1));
  }
}

function fewest(fence: Fence): number {
  return { circle: 1, polygon: 3, corridor: 2 }[fence.kind];
}

function withLine(fence: Fence, line: number, change: (corners: Position[]) => Position[]): Fence {
  if (fence.kind === "circle") {
    return { ...fence, centre: change([fence.centre])[0] ?? fence.centre };
  }
  let passed = 0;
  const swap = (corners: Position[]) => (passed++ === line ? change(corners) : corners);
  if (fence.kind === "corridor") return { ...fence, lines: fence.lines.map(swap) };
  return { ...fence, parts: fence.parts.map((rings) => rings.map(swap)) };
}

/** A hole belongs to the part whose shell is round it; one that is in no shell is none. */
function holed(fence: Fence, ring: readonly Position[]): Fence {
  const [first] = ring;
  if (fence.kind !== "polygon" || first === undefined || ring.length < 3) return fence;
  const plane = new Plane(first);
  const row = fence.parts.findIndex(([shell = []]) => {
    const drawn = [...shell, ...shell.slice(0, 1)].map((each) => plane.toXY(each));
    return ring.every((each) => within(drawn, plane.toXY(each)));
  });
  const part = fence.parts[row];
  if (part === undefined) return fence;
  return { ...fence, parts: fence.parts.with(row, [...part, [...ring]]) };
}

function filled(fence: Fence, line: number): Fence {
  if (fence.kind !== "polygon" || !holesOf(fence).includes(line)) return fence;
  let passed = 0;
  return {
    ...fence,
    parts: fence.parts.map((rings) => rings.filter(() => passed++ !== line)),
  };
}
