/** What a look at an adult's fields needs: which, and a reason that the person will read. */
import type { components } from "@/services/http";

export type LookField = components["schemas"]["PersonLookIn"]["fields"][number];
export const LOOK_FIELDS = [
  "real_name",
  "phone",
  "birth_date",
  "id_number",
] as const satisfies readonly LookField[];
export const SHORTEST = 5;
export const LONGEST = 200;

export interface LookDraft {
  fields: LookField[];
  reason: string;
}

/** Return what is still wrong with it. */
export function wrongInLook({ fields, reason }: LookDraft): { fields: boolean; reason: boolean } {
  const length = [...reason.trim()].length;
  return { fields: fields.length === 0, reason: length < SHORTEST || length > LONGEST };
}
