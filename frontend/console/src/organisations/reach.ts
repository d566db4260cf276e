/** Which organisations a person works for: those of their roles, and what is right below. */
import { api } from "@/services/http";
import type { Organisation } from "@/services/shapes";
import { session } from "@/session";

const MOST = 100;

export async function ownOrganisations(): Promise<Organisation[]> {
  const tops = await topOrganisations();
  const below = await Promise.all(tops.map(({ id }) => organisationsBelow(id)));
  const found = [...tops, ...below.flat()];
  return [...new Map(found.map((each) => [each.id, each])).values()];
}

/** Return the organisations of one's roles; who has a role everywhere begins at the roots. */
export async function topOrganisations(): Promise<Organisation[]> {
  const roles = (session.user?.roles ?? []).filter(({ role }) => role !== "volunteer");
  if (roles.some(({ organisation_id }) => organisation_id === null)) {
    return (await api.get("/organisations", { query: { limit: MOST } })).items;
  }
  const ids = new Set(roles.map(({ organisation_id }) => organisation_id ?? 0));
  return Promise.all([...ids].map(organisationOf));
}

export function organisationOf(id: number): Promise<Organisation> {
  return api.get("/organisations/{organisation_id}", { path: { organisation_id: id } });
}

export async function organisationsBelow(id: number, closed = false): Promise<Organisation[]> {
  const [below, teams] = await Promise.all([
    api.get("/organisations", { query: { parent_id: id, limit: MOST, closed } }),
    api.get("/organisations", { query: { place_id: id, limit: MOST, closed } }),
  ]);
  // A team may hang below a team and serve at its place: it stands with the team.
  const own = teams.items.filter(({ parent_id }) => parent_id === null);
  const found = [...below.items, ...own];
  return [...new Map(found.map((each) => [each.id, each])).values()];
}
