/** What somebody signed on paper: purposes, each with the version of the words that were signed. */

import type { TextKey } from "@/texts";

/** The purposes that have a name on screen. */
export type NamedPurpose<Key = TextKey> = Key extends `purpose.${infer Purpose}` ? Purpose : never;

/** A purpose, and the words that are signed for it now. */
export interface Signable<Purpose> {
  purpose: Purpose;
  text: { version: number; zh: string; en: string };
}

/** The consents of those purposes that were signed, to the present words. */
export function consentsOf<Purpose extends string>(
  texts: readonly Signable<Purpose>[] | null,
  signed: readonly string[],
): { purpose: Purpose; version: number }[] {
  return (texts ?? [])
    .filter(({ purpose }) => signed.includes(purpose))
    .map(({ purpose, text }) => ({ purpose, version: text.version }));
}
