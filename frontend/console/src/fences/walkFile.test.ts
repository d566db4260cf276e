import { describe, expect, it } from "vitest";
import { readWalks } from "./walkFile";

const HEADER = "t,lon,lat,trace_id,accuracy_m";
const rows = ["1,108.5,28.5,a,10", "1,108.6,28.6,b,20", "2,108.5,28.5,a,"];

describe("walks in a table", () => {
  it("are told apart by their name, each with the header", () => {
    const walks = readWalks(`\ufeff${[HEADER, ...rows].join("\r\n")}\r\n`);
    expect([...walks]).toEqual([
      ["a", { csv: [HEADER, rows[0], rows[2]].join("\n") }],
      ["b", { csv: [HEADER, rows[1]].join("\n") }],
    ]);
  });

  it("are one where no column names them", () => {
    const walks = readWalks("t,lon,lat\n1,108.5,28.5\n\n2,108.5,28.5\n");
    expect([...walks]).toEqual([["", { csv: "t,lon,lat\n1,108.5,28.5\n2,108.5,28.5" }]]);
  });

  it("are none in an empty file", () => {
    expect(readWalks("").size).toBe(0);
    expect(readWalks(HEADER).size).toBe(0);
  });
});
