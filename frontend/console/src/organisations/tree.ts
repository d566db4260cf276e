/** The tree of organisations as far as it has been opened, and what may hang below what. */
import type { Organisation } from "@/services/shapes";

export type Kind = Organisation["kind"];

const PLACES: readonly Kind[] = ["centre", "institute", "station", "point", "base", "post_house"];
export const TEAMS: readonly Kind[] = ["corps", "detachment", "squad"];

export function isTeam({ kind }: Pick<Organisation, "kind">): boolean {
  return TEAMS.includes(kind);
}

/** What may be added below: places and teams below a place, teams below a team. */
export function kindsBelow(above: Pick<Organisation, "kind">): readonly Kind[] {
  if (isTeam(above)) return TEAMS.slice(TEAMS.indexOf(above.kind) + 1);
  return [...PLACES.slice(1), ...TEAMS];
}

/** What is most likely added below: the county has townships, a township villages. */
export function likelyBelow(above: Pick<Organisation, "kind">): Kind {
  if (isTeam(above)) return kindsBelow(above)[0] ?? "squad";
  return PLACES[Math.min(PLACES.indexOf(above.kind) + 1, PLACES.indexOf("point"))] ?? "point";
}

/** Where a new one hangs: a team begins a tree of its own at the place where it serves. */
export function hangs(
  kind: Kind,
  above: Pick<Organisation, "id" | "kind">,
): { parent_id: number } | { place_id: number } {
  return TEAMS.includes(kind) && !isTeam(above) ? { place_id: above.id } : { parent_id: above.id };
}

/** Where something that is moved to a chosen organisation hangs; a team may go to a place or a team. */
export function whereTo(
  moving: Pick<Organisation, "kind">,
  target: Pick<Organisation, "id" | "kind">,
): { parent_id: number | null; place_id: number | null } {
  const serves = isTeam(moving) && !isTeam(target);
  return { parent_id: serves ? null : target.id, place_id: serves ? target.id : null };
}
