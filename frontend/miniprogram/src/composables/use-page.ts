/** What every page does when it is shown. */
import { onShow } from "@dcloudio/uni-app";
import { watch } from "vue";
import { settings } from "@/stores/settings";
import { t, type TextKey } from "@/texts";

/** Name the page, in the language of the moment. */
export function usePage(title: TextKey): void {
  const name = () => uni.setNavigationBarTitle({ title: t(title) });
  onShow(name);
  watch(() => settings.language, name);
}
