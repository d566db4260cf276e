/** Who is where, of those who signed up for a slot: what a roll-call shows and asks. */
import type { LedSignUp, OnSite } from "./shapes";

export type Whereabouts = "expected" | "here" | "away" | "gone";

export interface Person {
  id: number;
  name: string;
  number: string;
  where: Whereabouts;
  since: string | null;
  /** When they left. */
  until: string | null;
}

const COUNTED = new Set<LedSignUp["state"]>(["confirmed", "attended", "no_show"]);
const ORDER: Record<Whereabouts, number> = { expected: 0, away: 1, here: 2, gone: 3 };

/** Who is missing first, for that is whom a leader looks for. */
export function crowdOf(signUps: readonly LedSignUp[], onSite: readonly OnSite[]): Person[] {
  const there = new Map(onSite.map((each) => [each.volunteer_id, each]));
  return signUps
    .filter((each) => COUNTED.has(each.state))
    .map((each) => personOf(each, there.get(each.volunteer_id)))
    .sort((a, b) => ORDER[a.where] - ORDER[b.where] || a.name.localeCompare(b.name, "zh"));
}

function personOf(signUp: LedSignUp, found: OnSite | undefined): Person {
  return {
    id: signUp.volunteer_id,
    name: signUp.nickname,
    number: signUp.volunteer_no ?? "",
    where: whereabouts(signUp, found),
    since: found?.checked_in_at ?? null,
    until: found?.checked_out_at ?? null,
  };
}

function whereabouts(signUp: LedSignUp, found: OnSite | undefined): Whereabouts {
  // The list holds a day: who attended and is not in it left before that.
  if (found === undefined) return signUp.state === "attended" ? "gone" : "expected";
  if (found.state !== "checked_in") return "gone";
  return found.seen.last_ping_at === null || found.seen.present ? "here" : "away";
}

export function countOf(people: readonly Person[]): Record<Whereabouts, number> {
  const counts = { expected: 0, here: 0, away: 0, gone: 0 };
  for (const { where } of people) counts[where] += 1;
  return counts;
}
