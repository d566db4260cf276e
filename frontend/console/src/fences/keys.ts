/** The editor by keyboard: undo, redo, a metre in each direction, delete. */
import type { Drawing } from "./drawing";

const METRES: Readonly<Record<string, readonly [east: number, north: number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** Do what a key asks for; a field that is written in keeps its keys. */
export function keyed(event: KeyboardEvent, drawing: Drawing, letGo: () => void): void {
  if (isWriting(event.target) || !does(event, drawing, letGo)) return;
  event.preventDefault();
  event.stopPropagation();
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}

function does(event: KeyboardEvent, drawing: Drawing, letGo: () => void): boolean {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key === "y" || (key === "z" && event.shiftKey)) drawing.redo();
    else if (key === "z") drawing.undo();
    else return false;
    return true;
  }
  if (key === "Escape") letGo();
  return onCorner(key, drawing);
}

function onCorner(key: string, drawing: Drawing): boolean {
  const spot = drawing.spot.value;
  if (spot === null) return false;
  const metres = METRES[key];
  if (metres) drawing.edit({ edit: "nudge", spot, eastM: metres[0], northM: metres[1] });
  else if (key === "Delete" || key === "Backspace") drawing.edit({ edit: "cut", spot });
  else if (key === "Escape") drawing.choose(spot.site);
  else return false;
  return true;
}
