/** What a look at somebody's fields in the open needs: which, and a reason that others will read. */
import type { components } from "@/services/http";

export type PersonalField = components["schemas"]["AccessIn"]["fields"][number];

export interface Why<Field extends PersonalField = PersonalField> {
  fields: Field[];
  reason: string;
}

/** Return what is still wrong with it. */
export function wrongInWhy(
  { fields, reason }: Why,
  shortest: number,
  longest: number,
): { fields: boolean; reason: boolean } {
  const length = [...reason.trim()].length;
  return { fields: fields.length === 0, reason: length < shortest || length > longest };
}
