/** A recorded walk from a file: CSV as the engine's command line takes it, or GPX. */
import type { components } from "@/services/http";

export type Ping = components["schemas"]["Ping"];
/** What a file holds, by the name of each walk in it. */
export type Walks = ReadonlyMap<string, { csv: string } | { pings: Ping[] }>;

export function readWalks(text: string): Walks {
  return text.trimStart().startsWith("<") ? readGpx(text) : readCsv(text);
}

/** Several walks lie in one table, and each is tried by itself. */
function readCsv(text: string): Walks {
  const [header = "", ...rows] = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const column = header.split(",").findIndex((name) => name.trim() === "trace_id");
  const found = new Map<string, string[]>();
  for (const row of rows) {
    if (row.trim() === "") continue;
    const name = column < 0 ? "" : (row.split(",")[column] ?? "").trim();
    const known = found.get(name);
    if (known) known.push(row);
    else found.set(name, [row]);
  }
  return new Map([...found].map(([name, own]) => [name, { csv: [header, ...own].join("\n") }]));
}

function readGpx(text: string): Walks {
  const page = new DOMParser().parseFromString(text, "application/xml");
  const found = new Map<string, { pings: Ping[] }>();
  for (const track of page.getElementsByTagName("trk")) {
    const pings = [...track.getElementsByTagName("trkpt")].flatMap(pingOf);
    const name = track.getElementsByTagName("name")[0]?.textContent?.trim() ?? "";
    if (pings.length > 0) found.set(name || `${found.size + 1}`, { pings });
  }
  return found;
}

function pingOf(point: Element): Ping[] {
  const t = point.getElementsByTagName("time")[0]?.textContent?.trim();
  const [longitude, latitude] = ["lon", "lat"].map((name) => Number(point.getAttribute(name)));
  // A place without its time says nothing of when somebody was there.
  if (!t || longitude === undefined || latitude === undefined) return [];
  return [{ t, longitude, latitude }];
}
