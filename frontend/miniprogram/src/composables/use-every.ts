/** Something that is looked at again and again while the page is to be seen. */
import { onHide, onShow, onUnload } from "@dcloudio/uni-app";

export function useEvery(ms: number, look: () => unknown): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => clearInterval(timer);
  onShow(() => {
    stop();
    timer = setInterval(() => void look(), ms);
  });
  onHide(stop);
  onUnload(stop);
}
