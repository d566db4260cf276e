/** How this phone shows things: language and elder mode. */
import { reactive, readonly } from "vue";
import { keep, recall } from "../services/storage";

export type Language = "zh" | "en";

interface Settings {
  language: Language;
  elder: boolean;
}

const NAME = "settings";
const DEFAULTS: Settings = { language: "zh", elder: false };

const state = reactive<Settings>({ ...DEFAULTS, ...recall<Partial<Settings>>(NAME) });

export const settings = readonly(state);

/** Change some of it, from now on and after the next start. */
export function change(values: Partial<Settings>): void {
  Object.assign(state, values);
  keep(NAME, state);
}
