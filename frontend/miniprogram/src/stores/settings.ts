/** How this phone shows things: language and elder mode. */
import { reactive, readonly } from "vue";
import { IN_WECHAT } from "../services/platform";
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
  showInBrowser();
}

/** What a browser shows outside of our pages, dialogs and the title, follows the root. */
function showInBrowser(): void {
  if (IN_WECHAT) return;
  document.documentElement.classList.toggle("elder", state.elder);
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
}
showInBrowser();
