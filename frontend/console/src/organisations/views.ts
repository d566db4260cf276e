/** What there is to see of an organisation, in the order of the tabs. */
import { isTeam } from "./tree";
import type { Organisation } from "@/services/shapes";

export type View = "members" | "people" | "accesses";

export function viewsOf(organisation: Pick<Organisation, "kind">): View[] {
  return [...(isTeam(organisation) ? (["members"] as const) : []), "people", "accesses"];
}
