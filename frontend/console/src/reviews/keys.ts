/** The keyboard of the desk: one letter for each deed, as long as nobody is typing. */

export type Decision = "accept" | "unverified" | "amend" | "refuse";
export type Act = Decision | "next" | "previous" | "help" | "leave";

export const KEYS: Readonly<Record<string, Act>> = {
  j: "next",
  k: "previous",
  a: "accept",
  u: "unverified",
  m: "amend",
  r: "refuse",
  "?": "help",
  escape: "leave",
};

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** What a key means; in a field only Escape means anything, and no key with Ctrl does. */
export function actOf(pressed: Pressed, typing: boolean): Act | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const act = KEYS[pressed.key.toLowerCase()] ?? null;
  return typing && act !== "leave" ? null : act;
}

/** Whether keys pressed here are text, or choose something. */
export function isTyping(target: EventTarget | null): boolean {
  const name = (target as { tagName?: string } | null)?.tagName ?? "";
  return ["INPUT", "TEXTAREA", "SELECT"].includes(name);
}

interface Row {
  id: number;
}

/** The row that many steps on; at the ends one stays where one is. */
export function moved(rows: readonly Row[], current: number | null, by: number): number | null {
  const at = rows.findIndex(({ id }) => id === current);
  const to = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by));
  return rows[to]?.id ?? null;
}

/** The row to look at when one is done with: what comes after it, or before it at the end. */
export function afterDone(rows: readonly Row[], done: number): number | null {
  const at = rows.findIndex(({ id }) => id === done);
  return rows[at + 1]?.id ?? rows[at - 1]?.id ?? null;
}
