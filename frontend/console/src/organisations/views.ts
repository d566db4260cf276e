/** What there is to see of an organisation, in the order of the tabs. */
import { isTeam } from "./tree";
import type { Organisation } from "@/services/shapes";

export type View =
  "members" | "people" | "venue" | "families" | "roles" | "imports" | "accesses" | "audit";

export function viewsOf(organisation: Pick<Organisation, "kind">, administers: boolean): View[] {
  const views: [View, boolean][] = [
    ["members", isTeam(organisation)],
    ["people", true],
    ["venue", !isTeam(organisation)],
    ["families", true],
    ["roles", administers],
    ["imports", administers && !isTeam(organisation)],
    ["accesses", true],
    ["audit", administers],
  ];
  return views.filter(([, shown]) => shown).map(([view]) => view);
}
