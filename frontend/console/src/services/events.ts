/** Server-sent events, read from text as it comes: `fetch` can say who asks, EventSource cannot. */

export interface ServerEvent {
  name: string;
  value: unknown;
  id: string;
}

/** Return a reader that is given pieces of text, cut anywhere, and hands whole events on. */
export function eventReader(told: (event: ServerEvent) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const blocks = (rest + text).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = read(block);
      if (event !== null) told(event);
    }
  };
}

function read(block: string): ServerEvent | null {
  const found: Record<string, string> = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 1) continue; // a comment says that the server is still there
    found[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  const { data, event = "message", id = "" } = found;
  return data === undefined ? null : { name: event, value: JSON.parse(data), id };
}
