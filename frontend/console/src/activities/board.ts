/** The live board as it is known here: begun whole, then kept up by events. */
import type { ServerEvent } from "@/services/events";

export type Status = "on_site" | "away" | "left";

export interface Person {
  attendance_id: number;
  volunteer_id: number;
  name: string;
  status: Status;
  method: string;
  checked_in_at: string;
  checked_out_at: string | null;
  last_ping_at: string | null;
}

export interface Counts {
  on_site: number;
  away: number;
  left: number;
  expected: number;
}

export interface Board {
  version: string;
  counts: Counts;
  people: ReadonlyMap<number, Person>;
  /** Who has just come or gone, for the eye; empty at the beginning. */
  latest: number | null;
}

export const EMPTY: Board = {
  version: "",
  counts: { on_site: 0, away: 0, left: 0, expected: 0 },
  people: new Map(),
  latest: null,
};

const MOVES = new Set(["arrived", "departed", "returned", "checked_out"]);

/** Return the board after an event; one that is not known changes nothing but the version. */
export function after(board: Board, { name, value, id }: ServerEvent): Board {
  const version = id === "" ? board.version : id;
  if (name === "board") {
    const whole = value as { counts: Counts; people: Person[] };
    return { version, counts: whole.counts, people: byAttendance(whole.people), latest: null };
  }
  if (name === "counts") return { ...board, version, counts: value as Counts };
  if (!MOVES.has(name)) return { ...board, version };
  const person = value as Person;
  const people = new Map(board.people).set(person.attendance_id, person);
  return { ...board, version, people, latest: person.attendance_id };
}

/** Return the board after a list of who is there: who is not on it any more has left since. */
export function relisted(
  board: Board,
  { version, counts, here }: { version: string; counts: Counts; here: readonly Person[] },
  now: Date,
): Board {
  const people = new Map(byAttendance(here));
  for (const [own, person] of board.people) {
    const checked_out_at = person.checked_out_at ?? now.toISOString();
    if (!people.has(own)) people.set(own, { ...person, status: "left", checked_out_at });
  }
  const known = board.version !== "";
  const latest = here.findLast(({ attendance_id }) => !board.people.has(attendance_id));
  return { version, counts, people, latest: known ? (latest?.attendance_id ?? null) : null };
}

/** Return who is there, the newest arrival first. */
export function present(board: Board): Person[] {
  return sorted(
    board,
    ({ status }) => status !== "left",
    ({ checked_in_at }) => checked_in_at,
  );
}

/** Return who has left, the latest first. */
export function gone(board: Board): Person[] {
  return sorted(
    board,
    ({ status }) => status === "left",
    ({ checked_out_at, checked_in_at }) => checked_out_at ?? checked_in_at,
  );
}

/** How long somebody has been there, or was. */
export function stayOf({ checked_in_at, checked_out_at }: Person, now: number): number {
  const end = checked_out_at === null ? now : Date.parse(checked_out_at);
  return Math.max(0, (end - Date.parse(checked_in_at)) / 1000);
}

function sorted(
  board: Board,
  wanted: (person: Person) => boolean,
  at: (person: Person) => string,
): Person[] {
  const found = [...board.people.values()].filter(wanted);
  return found.sort((a, b) => Date.parse(at(b)) - Date.parse(at(a)));
}

function byAttendance(people: readonly Person[]): ReadonlyMap<number, Person> {
  return new Map(people.map((person) => [person.attendance_id, person]));
}
