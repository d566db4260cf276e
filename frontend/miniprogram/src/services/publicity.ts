/** Hours on public notice, and what people say against them. */
import { api } from "./http";
import type { Objected, Page, Publicised, PublicHours } from "./shapes";

const PAGE = 20;

export async function listPublicised(cursor?: string): Promise<Page<Publicised>> {
  return await api.get("/publicity/activities", { query: { cursor, limit: PAGE } });
}

export async function listHoursOf(id: number, cursor?: string): Promise<Page<PublicHours>> {
  const query = { cursor, limit: PAGE };
  return await api.get("/activities/{activity_id}/publicity", {
    path: { activity_id: id },
    query,
  });
}

export async function objectTo(id: number, text: string, key: string): Promise<void> {
  const path = { activity_id: id };
  await api.post("/activities/{activity_id}/objections", { path, body: { text }, key });
}

export async function listMyObjections(cursor?: string): Promise<Page<Objected>> {
  return await api.get("/me/objections", { query: { cursor, limit: PAGE } });
}
