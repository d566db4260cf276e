/** What tests of the desk build on: organisations below the county, and people in their teams. */
import type { APIRequestContext } from "@playwright/test";
import { logIn, type Person } from "./server";

export interface Organisation {
  id: number;
  name: string;
  kind: string;
  parent_id: number | null;
  place_id: number | null;
  closed_at: string | null;
}
export interface Membership {
  id: number;
  nickname: string;
  state: string;
  reason: string;
  leads: boolean;
}
interface Page<Row> {
  items: Row[];
}

/** An administrator of everything; another one than `?as=reviewer` opens the console as. */
export function administrator(request: APIRequestContext): Promise<Person> {
  return logIn(request, "试用审核人", "reviewer");
}

export async function items<Row>(by: Person, path: string): Promise<Row[]> {
  return (await by.ask<Page<Row>>("GET", path)).items;
}

export async function county(by: Person): Promise<Organisation> {
  const [root] = await items<Organisation>(by, "/organisations");
  if (root === undefined) throw new Error("the server has no county");
  return root;
}

/** A place below another one, the county if none is given. */
export async function place(by: Person, name: string, above?: Organisation): Promise<Organisation> {
  const parent_id = (above ?? (await county(by))).id;
  return by.ask("POST", "/organisations", { name, kind: "station", parent_id });
}

/** A squad that serves at a place. */
export function team(by: Person, name: string, at: Organisation): Promise<Organisation> {
  return by.ask("POST", "/organisations", { name, kind: "squad", place_id: at.id });
}

/** What is below a place, closed ones too. */
export function below(by: Person, { id }: Organisation): Promise<Organisation[]> {
  return items(by, `/organisations?parent_id=${id}&closed=true`);
}

export async function applicant(
  request: APIRequestContext,
  name: string,
  { id }: Organisation,
): Promise<Person> {
  const person = await logIn(request, name, "volunteer");
  await person.ask("POST", `/organisations/${id}/memberships`, {});
  return person;
}

export function members(by: Person, { id }: Organisation, state: string): Promise<Membership[]> {
  return items(by, `/organisations/${id}/memberships?state=${state}`);
}
