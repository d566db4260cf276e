/** The words of this app: Chinese first, English for who prefers it. */
import { settings } from "@/stores/settings";
import { en } from "./en";
import { zh } from "./zh";

export type TextKey = keyof typeof zh;

/** Return the words, with the values in their places. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const words: string = settings.language === "zh" ? zh[key] : en[key];
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Of words that came in both languages, return those of the moment. */
export function inWords(words: { zh?: string; en?: string }): string {
  return (settings.language === "zh" ? words.zh : words.en) ?? words.zh ?? "";
}

/** What a refusal, or the lack of a network, says to the person. */
export function ofFailure(failure: { detail: string; detailEn: string }): string {
  return inWords({ zh: failure.detail, en: failure.detailEn });
}
