import { mount } from "@vue/test-utils";
import jsQr from "jsqr";
import { expect, test } from "vitest";
import PersonLine from "@/components/person-line.vue";
import { countOf, crowdOf, type Person } from "@/services/crowd";
import * as draft from "@/services/fence-draft";
import { drawQr, qrPicture } from "@/services/qr";
import type { LedSignUp, OnSite } from "@/services/shapes";
import { GATE, START } from "./scenes";

/** The drawing as a camera sees it: so many pixels for each module. */
function seen(text: string, scale = 4): string | undefined {
  const { size, bars } = drawQr(text);
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [x, y, width] of bars) {
    for (let row = y * scale; row < (y + 1) * scale; row++) {
      for (let column = x * scale; column < (x + width) * scale; column++) {
        pixels.set([0, 0, 0], (row * side + column) * 4);
      }
    }
  }
  return jsQr(pixels, side, side)?.data;
}

test.each(["WGQ1.7.3.59023412.aGVsbG8td29ybGQ", "A", "沿河县新时代文明实践中心", "x".repeat(300)])(
  "a camera reads what is drawn: %s",
  (text) => {
    expect(seen(text)).toBe(text);
  },
);

test("the picture is a drawing of our own, within the page", () => {
  expect(qrPicture("A")).toMatch(/^data:image\/svg\+xml,%3Csvg/);
  expect(decodeURIComponent(qrPicture("A"))).not.toMatch(/https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
});

const signUp = (
  volunteer_id: number,
  state: LedSignUp["state"],
  nickname = `志愿者${volunteer_id}`,
) => ({ volunteer_id, state, nickname, volunteer_no: "5206270000001" + volunteer_id }) as LedSignUp;
const there = (volunteer_id: number, present: boolean, pinged = true) =>
  ({
    volunteer_id,
    state: "checked_in",
    checked_out_at: null,
    checked_in_at: new Date(START).toISOString(),
    seen: { present, probability: 1, last_ping_at: pinged ? new Date(START).toISOString() : null },
  }) as OnSite;

test("a roll-call shows who is missing first, and counts everybody once", () => {
  const people = crowdOf(
    [
      signUp(1, "attended"),
      signUp(2, "confirmed"),
      signUp(3, "attended"),
      signUp(4, "attended"),
      signUp(5, "cancelled"),
      signUp(6, "attended"),
      signUp(7, "no_show"),
    ],
    [there(1, true), there(3, false), there(6, false, false)],
  );
  expect(people.map(({ id, where }) => [id, where])).toEqual([
    [2, "expected"],
    [7, "expected"],
    [3, "away"],
    [1, "here"],
    [6, "here"], // came by code: nothing was heard of where they are
    [4, "gone"],
  ]);
  expect(countOf(people)).toEqual({ expected: 2, here: 2, away: 1, gone: 1 });
});

test("who has left is still named, with from when to when", () => {
  const until = new Date(START + 3600_000).toISOString();
  const left = { ...there(1, false), state: "checked_out", checked_out_at: until } as OnSite;
  const [person] = crowdOf([signUp(1, "attended")], [left]);
  expect(person).toMatchObject({ where: "gone", since: new Date(START).toISOString(), until });
  const line = mount(PersonLine, { props: { person: person as Person, picked: false } });
  expect(line.classes()).toContain("gone");
  expect(line.text()).toContain("14:00 到 · 15:00 走");
});

const at = (east: number, north: number) => ({
  lon: GATE.longitude + east / 97_800,
  lat: GATE.latitude + north / 110_800,
});

test("every step of a drawing can be taken back", () => {
  let drawn = draft.beginDraft("polygon");
  const seen = [drawn.now];
  const steps: ((now: draft.Draft) => draft.Draft)[] = [
    (now) => draft.place(now, at(0, 0)),
    (now) => draft.place(now, at(100, 0)),
    (now) => draft.place(now, at(100, 100)),
    (now) => draft.move(now, 1, at(120, 0)),
    (now) => draft.remove(now, 0),
  ];
  for (const step of steps) {
    drawn = step(drawn);
    seen.push(drawn.now);
  }
  for (const expected of seen.reverse().slice(1)) {
    drawn = draft.undo(drawn);
    expect(drawn.now).toEqual(expected);
  }
  expect(draft.undo(drawn)).toEqual(drawn);
});

test("what is lacking is said, until there is a fence of the right size", () => {
  let square = draft.beginDraft("polygon");
  for (const corner of [at(0, 0), at(100, 0)]) square = draft.place(square, corner);
  expect(draft.lackOf(square.now)).toBe("corners");
  square = draft.place(draft.place(square, at(0, 100)), at(100, 100));
  expect(draft.lackOf(square.now)).toBe("crossing");
  square = draft.move(draft.move(square, 2, at(100, 100)), 3, at(0, 100));
  expect(draft.lackOf(square.now)).toBeNull();
  expect(draft.areaOf(square.now) / 10_000).toBeCloseTo(1, 2);
  const { geometry } = draft.featureOf(square.now, "广场");
  const [ring = []] = (geometry as GeoJSON.Polygon).coordinates;
  expect(ring).toHaveLength(5);
  expect(ring[4]).toEqual(ring[0]);
});

test("a circle has its centre where was tapped last, and a radius in steps", () => {
  let circle = draft.beginDraft("circle");
  expect(draft.lackOf(circle.now)).toBe("place");
  circle = draft.place(draft.place(circle, at(0, 0)), at(50, 0));
  circle = draft.resize(draft.resize(circle, true), true);
  expect(circle.now.corners).toEqual([at(50, 0)]);
  expect(draft.featureOf(circle.now, "门").properties).toEqual({ name: "门", radius_m: 200 });
  for (let n = 0; n < 20; n++) circle = draft.resize(circle, false);
  expect(circle.now.radiusM).toBe(30);
});
