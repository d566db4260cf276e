/** What there is to see of an organisation, in the order of the tabs. */
import { isTeam } from "./tree";
import type { Organisation } from "@/services/shapes";

export type View = "members" | "people" | "roles" | "accesses" | "audit";

export function viewsOf(organisation: Pick<Organisation, "kind">, administers: boolean): View[] {
  const views: [View, boolean][] = [
    ["members", isTeam(organisation)],
    ["people", true],
    ["roles", administers],
    ["accesses", true],
    ["audit", administers],
  ];
  return views.filter(([, shown]) => shown).map(([view]) => view);
}
