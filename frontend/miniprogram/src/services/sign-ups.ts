/** What a sign-up's state means. */
import type { SignUp } from "./shapes";

type State = SignUp["state"];

/** With these one may serve. */
export const SERVING: ReadonlySet<State> = new Set<State>(["confirmed", "attended"]);
/** With these one may still sign up again. */
const GONE: ReadonlySet<State> = new Set<State>(["cancelled", "late_cancelled", "expired"]);
const CANCELLABLE: ReadonlySet<State> = new Set<State>([
  "guardian_pending",
  "applied",
  "waitlisted",
  "offered",
  "confirmed",
]);

/** Whether it stands in the way of another for the same slot. */
export function standsIn(signUp: SignUp): boolean {
  return !GONE.has(signUp.state);
}

export function mayCancel({ state, slot }: SignUp): boolean {
  return CANCELLABLE.has(state) && Date.parse(slot.starts_at) > Date.now();
}

/** Whether there is still something to come of it. */
export function isAhead({ state, slot }: SignUp): boolean {
  const waits = CANCELLABLE.has(state) || state === "attended" || state === "excused";
  return waits && Date.parse(slot.ends_at) > Date.now();
}
