/** The server from outside the browser: people who log in by name, and what they make. */
import { expect, type APIRequestContext } from "@playwright/test";

export const GATE = { longitude: 108.4963, latitude: 28.5637 };
const DEGREE_EAST_M = 97_830; // at this latitude
const DEGREE_NORTH_M = 110_850;

/** A place so many metres east and north of the gate. */
export function beside(east: number, north: number): typeof GATE {
  return {
    longitude: GATE.longitude + east / DEGREE_EAST_M,
    latitude: GATE.latitude + north / DEGREE_NORTH_M,
  };
}

export class Person {
  constructor(
    private readonly request: APIRequestContext,
    readonly id: number,
    private readonly token: string,
  ) {}

  /** Ask the server, as if it were another time if one is given. */
  async ask<T>(method: string, path: string, body?: unknown, at?: Date): Promise<T> {
    const answer = await this.request.fetch(`/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(at && { "Weiguang-Simulated-Time": at.toISOString() }),
      },
      data: body,
    });
    const text = await answer.text();
    expect(answer.ok(), `${method} ${path}: ${text}`).toBe(true);
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  /** Send a file as it is. */
  async send(method: string, path: string, data: Buffer, type: string): Promise<void> {
    const headers = { Authorization: `Bearer ${this.token}`, "Content-Type": type };
    const answer = await this.request.fetch(`/api/v1${path}`, { method, headers, data });
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  }
}

export async function logIn(
  request: APIRequestContext,
  name: string,
  role: string,
  at?: Date,
): Promise<Person> {
  const headers = at && { "Weiguang-Simulated-Time": at.toISOString() };
  const answer = await request.post("/api/v1/auth/dev", { data: { name, role }, headers });
  const found = (await answer.json()) as { access_token: string; user: { id: number } };
  return new Person(request, found.user.id, found.access_token);
}

export interface Activity {
  id: number;
  title: string;
  state: string;
  state_reason: string;
  version: number;
  sites: { site_id: string; name: string; feature: GeoJson }[];
  slots: { id: number; starts_at: string; ends_at: string }[];
}
export interface GeoJson {
  type: "Feature";
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: unknown };
}

export const GATE_FEATURE = {
  type: "Feature",
  properties: { name: "滨江公园东门", radius_m: 80 },
  geometry: { type: "Point", coordinates: [GATE.longitude, GATE.latitude] },
};

const MINUTE_MS = 60_000;

/** A draft with one slot from `begin` on. */
export async function draft(
  leader: Person,
  title: string,
  begin: Date,
  minutes = 60,
  at?: Date,
  more: object = {},
): Promise<Activity> {
  const [root] = (await leader.ask<{ items: { id: number }[] }>("GET", "/organisations")).items;
  const body = {
    title,
    organisation_id: root?.id,
    description: "清理步道，劝导不文明行为。",
    risk_notice: "岸边湿滑，注意脚下。",
    conditions: "身体健康。",
    safety: "现场有急救包。",
    dangerous: false,
    minors_allowed: true,
    slots: [
      {
        starts_at: begin.toISOString(),
        ends_at: new Date(begin.getTime() + minutes * MINUTE_MS).toISOString(),
        quota: 10,
      },
    ],
    ...more,
  };
  return leader.ask("POST", "/activities", body, at);
}

/** The same, approved and open to all. */
export async function open(
  request: APIRequestContext,
  title: string,
  begin: Date,
  minutes = 60,
  at?: Date,
  more: object = {},
): Promise<Activity> {
  const leader = await logIn(request, "试用负责人", "leader");
  const reviewer = await logIn(request, "试用审核人", "reviewer");
  const { id } = await draft(leader, title, begin, minutes, at, more);
  const sites = {
    type: "FeatureCollection",
    properties: { datum: "wgs84" },
    features: [GATE_FEATURE],
  };
  await leader.ask("PUT", `/activities/${id}/sites`, sites, at);
  await leader.ask("POST", `/activities/${id}/submit`, {}, at);
  await reviewer.ask("POST", `/activities/${id}/approve`, {}, at);
  return reviewer.ask("GET", `/activities/${id}`, undefined, at);
}

interface Notice {
  title: string;
  text: string;
  values: Record<string, string>;
}

/** Wait until somebody has been told something of this, in its words or in what they are about. */
export async function told(person: Person, ...words: string[]): Promise<void> {
  await expect(async () => {
    const { items } = await person.ask<{ items: Notice[] }>("GET", "/me/notices?limit=100");
    const said = items.map((each) => JSON.stringify(each));
    const found = said.some((each) => words.every((word) => each.includes(word)));
    expect(found, `${words.join()} in ${said.join("\n")}`).toBe(true);
  }).toPass({ timeout: 30_000 });
}
