/** A copy of all that is held, and the end of it: about oneself, or as a guardian about one's ward. */
import { api, ORIGIN } from "./http";
import { orNone } from "./failures";
import { IN_WECHAT } from "./platform";
import type { Erasure, Page, PersonalCopy } from "./shapes";

const PAGE = 20;
const WARD = "/me/guardianships/{guardianship_id}";

/** Whose: the number of the guardianship, or null for oneself. */
export type Of = number | null;

const at = (of: number) => ({ guardianship_id: of });

export async function listCopies(of: Of, cursor?: string): Promise<Page<PersonalCopy>> {
  const query = { cursor, limit: PAGE };
  if (of === null) return await api.get("/me/copies", { query });
  return await api.get(`${WARD}/copies`, { path: at(of), query });
}

export async function askCopy(of: Of, key: string): Promise<PersonalCopy> {
  if (of === null) return await api.post("/me/copies", { key });
  return await api.post(`${WARD}/copies`, { path: at(of), key });
}

/** Where a copy can be fetched for ten minutes from now, by whoever knows the address. */
export async function linkOf(of: Of, copyId: number): Promise<string | null> {
  const copy_id = copyId;
  const found: PersonalCopy =
    of === null
      ? await api.get("/me/copies/{copy_id}", { path: { copy_id } })
      : await api.get(`${WARD}/copies/{copy_id}`, { path: { ...at(of), copy_id } });
  return found.link && (ORIGIN || (IN_WECHAT ? "" : location.origin)) + found.link;
}

export async function getErasure(of: Of): Promise<Erasure | null> {
  if (of === null) return await orNone(api.get("/me/erasure"));
  return await orNone(api.get(`${WARD}/erasure`, { path: at(of) }));
}

export async function askErasure(of: Of, key: string): Promise<Erasure> {
  if (of === null) return await api.post("/me/erasure", { key });
  return await api.post(`${WARD}/erasure`, { path: at(of), key });
}

export async function withdrawErasure(of: Of, key: string): Promise<void> {
  if (of === null) await api.delete("/me/erasure", { key });
  else await api.delete(`${WARD}/erasure`, { path: at(of), key });
}

/** 4 KB, 1.3 MB. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.ceil(bytes / 1000))} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
