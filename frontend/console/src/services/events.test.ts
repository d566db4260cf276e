import { describe, expect, it } from "vitest";
import { eventReader, type ServerEvent } from "./events";

function readAll(pieces: string[]): ServerEvent[] {
  const found: ServerEvent[] = [];
  const give = eventReader((event) => found.push(event));
  pieces.forEach(give);
  return found;
}

describe("events", () => {
  it("come whole, however the text was cut", () => {
    const text =
      'retry: 1000\n\n: still here\n\nid: a1\nevent: counts\ndata: {"on_site":2}\n\nid: a2\nevent: left\ndata: 3\n\n';
    const expected = [
      { name: "counts", value: { on_site: 2 }, id: "a1" },
      { name: "left", value: 3, id: "a2" },
    ];
    expect(readAll([text])).toEqual(expected);
    expect(readAll([...text])).toEqual(expected);
  });

  it("are not handed on before they are complete", () => {
    expect(readAll(['id: a\nevent: counts\ndata: {"on'])).toEqual([]);
  });
});
