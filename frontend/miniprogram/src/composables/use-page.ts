/** What every page does when it is shown. */
import { onShow } from "@dcloudio/uni-app";
import { nextTick, watch } from "vue";
import { describeHead } from "@/services/browser";
import { settings } from "@/stores/settings";
import { t, type TextKey } from "@/texts";

/** Name the page, in the language of the moment. */
export function usePage(title: TextKey): void {
  const name = () => {
    void uni.setNavigationBarTitle({ title: t(title) });
    void nextTick(describeHead);
  };
  onShow(name);
  watch(() => settings.language, name);
}
