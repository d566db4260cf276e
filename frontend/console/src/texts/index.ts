/** The words of the console, Chinese and English side by side; each area has a file of its own. */
import { ref, watch } from "vue";
import { activities } from "./activities";
import { audit } from "./audit";
import { closing } from "./closing";
import { families } from "./families";
import { fences } from "./fences";
import { imports } from "./imports";
import { login } from "./login";
import { making } from "./making";
import { organisations } from "./organisations";
import { reviews } from "./reviews";
import { shell } from "./shell";
import { venues } from "./venues";

export type Language = "zh" | "en";
/** One text in both languages; `{name}` stands for a value. */
export type Text = Readonly<Record<Language, string>>;

const all = {
  ...shell,
  ...login,
  ...fences,
  ...activities,
  ...making,
  ...closing,
  ...reviews,
  ...organisations,
  ...audit,
  ...venues,
  ...families,
  ...imports,
};
export type TextKey = keyof typeof all;

const PLACE = "weiguang.language";
export const language = ref<Language>(localStorage.getItem(PLACE) === "en" ? "en" : "zh");
watch(language, (chosen) => localStorage.setItem(PLACE, chosen));

/** Return a text in the language of the page, with its values filled in. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text: Text = all[key];
  return text[language.value].replace(/\{(\w+)\}/g, (hole, name: string) =>
    String(values[name] ?? hole),
  );
}

/** Return what a person reads of something that the server says in both languages. */
export function both(zh: string, en: string): string {
  return language.value === "zh" ? zh : en;
}

/** Return the language of the page, for words that common/ makes. */
export function spoken(): Language {
  return language.value;
}
