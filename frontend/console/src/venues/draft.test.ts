import { describe, expect, it } from "vitest";
import { bodyOf, draftOf, placeOf, wrongIn } from "./draft";

const here = { ...draftOf(null), longitude: 108.4963, latitude: 28.5637 } as const;

describe("a venue's draft", () => {
  it("needs a place first, and nothing else", () => {
    expect(wrongIn(draftOf(null))).toEqual({ place: true });
    expect(wrongIn(here)).toEqual({});
  });

  it("knows where it is, whichever map the numbers came from", () => {
    expect(placeOf(here)).toEqual({ lon: 108.4963, lat: 28.5637 });
    const moved = placeOf({ ...here, datum: "gcj02" });
    expect(moved?.lon).toBeLessThan(108.494); // half a kilometre west
  });

  it("has a whole contact or none, and days that are sound", () => {
    expect(wrongIn({ ...here, contact_phone: "13800138000" })).toEqual({ contact: true });
    expect(wrongIn({ ...here, contact_name: "王芳" })).toEqual({ contact: true });
    expect(wrongIn({ ...here, contact_name: "王芳", contact_phone: "13800138000" })).toEqual({});
    const day = { date: "2026-10-01", spans: "", note: "国庆" };
    expect(wrongIn({ ...here, exceptions: [day] })).toEqual({});
    expect(wrongIn({ ...here, exceptions: [day, day] })).toEqual({ exceptions: true });
    expect(wrongIn({ ...here, exceptions: [{ ...day, date: "" }] })).toEqual({ exceptions: true });
  });

  it("tells the server all of it, for a description takes the place of the one before", () => {
    const week = ["09:00-12:00", "", "", "", "", "", ""];
    expect(
      bodyOf({ ...here, week, contact_name: " 王芳 ", contact_phone: "13800138000" }, null),
    ).toEqual({
      longitude: 108.4963,
      latitude: 28.5637,
      datum: "wgs84",
      radius_m: 200,
      address: "",
      contact: { name: "王芳", phone: "13800138000" },
      slogan: "",
      intro: "",
      weekly: [{ weekday: 1, opens: "09:00", closes: "12:00" }],
      exceptions: [],
      brand_team_ids: [],
    });
  });
});
