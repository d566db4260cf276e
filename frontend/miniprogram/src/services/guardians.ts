/** Guardians and their wards: a code made by the one, confirmed by the other, a word for each purpose. */
import { api } from "./http";
import type { Guardianship, GuardianWord, Invitation } from "./shapes";

export async function inviteGuardian(key: string): Promise<Invitation> {
  return await api.post("/me/guardian-invitations", { key });
}

export async function listGuardians(): Promise<Guardianship[]> {
  return await api.get("/me/guardians");
}

export async function listWards(): Promise<Guardianship[]> {
  return await api.get("/me/wards");
}

/** Become the guardian of whoever made the code; nothing is agreed to yet. */
export async function confirmWard(code: string, key: string): Promise<Guardianship> {
  return await api.post("/me/wards", { body: { code }, key });
}

/** Agree to one purpose, in the version that was read, or take it back. */
export async function sayFor(
  id: number,
  word: GuardianWord,
  agrees: boolean,
  key: string,
): Promise<void> {
  const at = { guardianship_id: id };
  const { purpose, text } = word;
  if (!agrees) {
    const path = { ...at, purpose };
    await api.delete("/me/guardianships/{guardianship_id}/consents/{purpose}", { path, key });
    return;
  }
  const body = { purpose, version: text.version };
  await api.post("/me/guardianships/{guardianship_id}/consents", { path: at, body, key });
}

export async function endGuardianship(id: number, key: string): Promise<void> {
  await api.delete("/me/guardianships/{guardianship_id}", { path: { guardianship_id: id }, key });
}

const CODE = /^[2-9A-HJ-NP-Z]{12}$/;

/** A code as it was typed, without what hands add to it; null if it is none. */
export function codeIn(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  return CODE.test(code) ? code : null;
}

/** As it is read out: four by four. */
export function inFours(code: string): string {
  return code.replace(/(.{4})(?=.)/g, "$1 ");
}
