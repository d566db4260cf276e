/** Undo and redo: what is drawn now, what was before, and what was taken back. */
import { edited, type Edit, type Sites } from "./sites";

const MOST_STEPS = 200;

export interface History {
  readonly past: readonly Sites[];
  readonly now: Sites;
  readonly future: readonly Sites[];
  /** What the last edit was about: the next one about the same is the same step. */
  readonly about: string | null;
}

export type Step =
  | { step: "edit"; edit: Edit }
  | { step: "undo" }
  | { step: "redo" }
  /** Nothing that was before can be come back to. */
  | { step: "open"; sites: Sites };

export const EMPTY: History = { past: [], now: [], future: [], about: null };

export function after(history: History, step: Step): History {
  switch (step.step) {
    case "open":
      return { ...EMPTY, now: step.sites };
    case "undo":
      return undone(history);
    case "redo":
      return redone(history);
    case "edit":
      return done(history, step.edit);
  }
}

function done(history: History, edit: Edit): History {
  const now = edited(history.now, edit);
  if (now === history.now) return history;
  const about = subject(edit);
  const goesOn = about !== null && about === history.about;
  const past = goesOn ? history.past : [...history.past, history.now].slice(-MOST_STEPS);
  return { past, now, future: [], about };
}

/** Letters of a name, metres of a radius, nudges of a corner follow one another quickly. */
function subject(edit: Edit): string | null {
  if (edit.edit === "rename" || edit.edit === "size") return `${edit.edit} ${edit.site}`;
  if (edit.edit !== "nudge") return null;
  const { site, line, row } = edit.spot;
  return `nudge ${line} ${row} ${site}`;
}

function undone({ past, now, future, ...rest }: History): History {
  const before = past.at(-1);
  if (before === undefined) return { past, now, future, ...rest };
  return { past: past.slice(0, -1), now: before, future: [now, ...future], about: null };
}

function redone({ past, now, future, ...rest }: History): History {
  const [next, ...later] = future;
  if (next === undefined) return { past, now, future, ...rest };
  return { past: [...past, now], now: next, future: later, about: null };
}
