import { describe, expect, it } from "vitest";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { SUBJECTS, VERBS } from "./names";
import { emptyFilter, exportable, queryOf } from "./filter";

const APP = path.resolve(import.meta.dirname, "../../../../app");

describe("the audit's filter", () => {
  it("asks for whole days of China's, and for nothing that was left empty", () => {
    expect(queryOf(emptyFilter())).toEqual({});
    expect(queryOf({ ...emptyFilter(), from: "2026-05-04", to: "2026-05-04" })).toEqual({
      from: "2026-05-03T16:00:00.000Z",
      to: "2026-05-04T16:00:00.000Z",
    });
    expect(queryOf({ ...emptyFilter(), subject: "role", person: 7 })).toEqual({
      deed: "role.",
      person_id: 7,
    });
  });

  it.each([
    ["2026-01-01", "2026-04-03", true],
    ["2026-01-01", "2026-04-04", false],
    ["2026-04-04", "2026-01-01", false],
    ["", "2026-01-01", false],
  ])("exports 93 days at most: %s to %s", (from, to, good) => {
    expect(exportable({ ...emptyFilter(), from, to })).toBe(good);
  });
});

describe("deeds", () => {
  it("all have words in Chinese", () => {
    const strangers = deedsOf(APP).filter((deed) => {
      const [subject = "", verb = ""] = deed.split(".");
      return !(subject in SUBJECTS && verb in VERBS);
    });
    expect(strangers).toEqual([]);
  });
});

/** What the server's code notes, as far as it is written out where it notes it. */
function deedsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => name.endsWith(".py"))
    .flatMap((name) => {
      const text = readFileSync(path.join(folder, name), "utf8");
      const found = text.matchAll(/audit\.record\(\s*[\w.]+,\s*"([a-z_]+\.[a-z_]+)"/g);
      return [...found].map(([, deed = ""]) => deed);
    });
}
