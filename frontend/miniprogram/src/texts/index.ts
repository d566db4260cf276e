/** The words of this app: Chinese first, English for who prefers it. */
import { createTexts, unbroken, type Text } from "@weiguang/common/texts";
import { settings } from "@/stores/settings";
import { en } from "./en";
import { zh } from "./zh";

export type TextKey = keyof typeof zh;

const BOTH = Object.fromEntries(
  (Object.keys(zh) as TextKey[]).map((key) => [key, { zh: zh[key], en: en[key] }]),
) as Record<TextKey, Text>;
const translate = createTexts(BOTH, () => settings.language);

/** Return the words, with the values in their places. */
export function t(key: TextKey, values?: Record<string, string | number>): string {
  return unbroken((translate as (key: TextKey, values?: object) => string)(key, values));
}

/** Of words that came in both languages, return those of the moment. */
export function inWords(words: { zh?: string; en?: string }): string {
  return unbroken((settings.language === "zh" ? words.zh : words.en) ?? words.zh ?? "");
}

/** What a refusal, or the lack of a network, says to the person. */
export function ofFailure(failure: { detail: string; detailEn: string }): string {
  return inWords({ zh: failure.detail, en: failure.detailEn });
}
