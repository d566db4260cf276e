import { describe, expect, it } from "vitest";
import { distanceM } from "@weiguang/common/geo";
import { after, EMPTY, type History, type Step } from "./history";
import { collectionOf, sitesFrom } from "./geojson";
import {
  cornerAt,
  holesOf,
  linesOf,
  type Edit,
  type Position,
  type Site,
  type Spot,
} from "./sites";

const at = (east: number, north: number): Position => ({
  lon: 109 + east * 1e-4,
  lat: 28.5 + north * 1e-4,
});
const square: Site = {
  id: "hall",
  name: "礼堂",
  fence: { kind: "polygon", parts: [[[at(0, 0), at(10, 0), at(10, 10), at(0, 10)]]] },
};
const river: Site = {
  id: "river",
  name: "河段",
  fence: { kind: "corridor", lines: [[at(20, 0), at(30, 0)]], halfWidthM: 30 },
};
const gate: Site = {
  id: "gate",
  name: "大门",
  fence: { kind: "circle", centre: at(-20, 0), radiusM: 80 },
};
const opened = after(EMPTY, { step: "open", sites: [square, river, gate] });
const corner = { site: "hall", line: 0, row: 2 };

function run(start: History, ...steps: (Edit | "undo" | "redo")[]): History {
  return steps.reduce<History>((history, each) => {
    const step: Step = typeof each === "string" ? { step: each } : { step: "edit", edit: each };
    return after(history, step);
  }, start);
}

function placeOf({ now }: History, spot: Spot): Position {
  const found = cornerAt(now, spot);
  if (found === undefined) throw new Error("no such corner");
  return found;
}

describe("undo and redo", () => {
  const edits: Edit[] = [
    { edit: "move", spot: corner, to: at(12, 12) },
    { edit: "insert", spot: corner, at: at(5, 11) },
    { edit: "cut", spot: { ...corner, row: 0 } },
    { edit: "hole", site: "hall", ring: [at(6, 6), at(7, 6), at(7, 7)] },
    { edit: "fill", site: "hall", line: 1 },
    { edit: "size", site: "river", metres: 45 },
    { edit: "rename", site: "gate", name: "东门" },
    { edit: "remove", site: "gate" },
    { edit: "add", sites: [gate] },
  ];

  it("come back to every state, in both directions, to the last bit", () => {
    const states = [opened];
    for (const edit of edits) states.push(run(states.at(-1) ?? opened, edit));
    let history = states.at(-1) ?? opened;
    expect(history.past).toHaveLength(edits.length);
    for (const state of states.slice(0, -1).reverse()) {
      history = run(history, "undo");
      expect(history.now).toBe(state.now);
    }
    for (const state of states.slice(1)) {
      history = run(history, "redo");
      expect(history.now).toBe(state.now);
    }
  });

  it("stop at both ends", () => {
    expect(run(opened, "undo")).toEqual(opened);
    expect(run(opened, "redo")).toEqual(opened);
  });

  it("forget what was taken back as soon as something else is done", () => {
    const history = run(opened, ...edits.slice(0, 1), "undo", ...edits.slice(5, 6));
    expect(history.future).toEqual([]);
    expect(run(history, "redo")).toEqual(history);
  });

  it("take the nudges of one corner, the letters of one name as one step", () => {
    const nudge: Edit = { edit: "nudge", spot: corner, eastM: 1, northM: 0 };
    const nudged = run(opened, nudge, nudge, nudge);
    expect(nudged.past).toHaveLength(1);
    expect(run(nudged, "undo").now).toBe(opened.now);
    const other = run(nudged, { ...nudge, spot: { ...corner, row: 1 } });
    expect(other.past).toHaveLength(2);
    expect(run(nudged, "undo", nudge).past).toHaveLength(1);
  });

  it("keep so many steps and no more", () => {
    const many = Array.from({ length: 250 }, (_, row): Edit => ({
      edit: "move",
      spot: corner,
      to: at(10, 10 + row / 100 + 0.001),
    }));
    expect(run(opened, ...many).past).toHaveLength(200);
  });
});

describe("edits", () => {
  it("nudge a corner by a metre", () => {
    const moved = run(opened, { edit: "nudge", spot: corner, eastM: 1, northM: 0 });
    const [before, now] = [placeOf(opened, corner), placeOf(moved, corner)];
    expect(distanceM(before, now)).toBeCloseTo(1, 3);
    expect(now.lon).toBeGreaterThan(before.lon);
    const centre = { site: "gate", line: 0, row: 0 };
    const north = run(opened, { edit: "nudge", spot: centre, eastM: 0, northM: 1 });
    expect(placeOf(north, centre).lat).toBeGreaterThan(at(-20, 0).lat);
  });

  it("leave a ring three corners, a line two, a circle its centre", () => {
    const cut = (site: string): Edit => ({ edit: "cut", spot: { site, line: 0, row: 0 } });
    const less = run(opened, cut("hall"), cut("hall"), cut("river"), cut("gate"));
    expect(less.now.map(({ fence }) => linesOf(fence)[0]?.length)).toEqual([3, 2, 1]);
    expect(less.past).toHaveLength(1);
  });

  it("make a hole only within a shell", () => {
    const inside = [at(6, 6), at(7, 6), at(7, 7)];
    const across = [at(6, 6), at(17, 6), at(7, 7)];
    const holed = run(opened, { edit: "hole", site: "hall", ring: inside });
    expect(holed.now.slice(0, 1).map(({ fence }) => holesOf(fence))).toEqual([[1]]);
    expect(run(opened, { edit: "hole", site: "hall", ring: across }).now).toBe(opened.now);
    expect(run(opened, { edit: "hole", site: "gate", ring: inside }).now).toBe(opened.now);
    const filled = run(holed, { edit: "fill", site: "hall", line: 1 });
    expect(filled.now).toEqual(opened.now);
    expect(run(holed, { edit: "fill", site: "hall", line: 0 }).now).toBe(holed.now);
  });

  it("give what is added an id that nobody has", () => {
    const twice = run(opened, { edit: "add", sites: [{ ...gate, id: "" }, gate] });
    expect(twice.now.map(({ id }) => id)).toEqual(["hall", "river", "gate", "site-4", "site-5"]);
  });

  it("refuse a size that is none", () => {
    for (const metres of [0, -1, NaN]) {
      expect(run(opened, { edit: "size", site: "gate", metres }).now).toBe(opened.now);
    }
  });
});

describe("GeoJSON", () => {
  const islands: Site = {
    id: "islands",
    name: "",
    fence: {
      kind: "polygon",
      parts: [
        [
          [at(0, 0), at(9, 0), at(9, 9)],
          [at(7, 2), at(8, 2), at(8, 3)],
        ],
        [[at(20, 0), at(29, 0), at(29, 9)]],
      ],
    },
  };
  it("comes back as it was written", () => {
    const sites = [square, river, gate, islands];
    const written = collectionOf(sites);
    expect(written.properties.datum).toBe("wgs84");
    expect(sitesFrom(JSON.parse(JSON.stringify(written.features)) as unknown[])).toEqual(sites);
    const kinds = written.features.map(({ geometry }) => geometry.type);
    expect(kinds).toEqual(["Polygon", "LineString", "Point", "MultiPolygon"]);
  });
});
