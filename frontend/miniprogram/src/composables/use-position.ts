/** Where the phone is, as long as the page is to be seen. */
import { onHide, onShow, onUnload } from "@dcloudio/uni-app";
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { watchPosition, type Fix, type Refusal } from "@/services/location";

export interface PositionNow {
  fix: ShallowRef<Fix | null>;
  refusal: Ref<Refusal | null>;
  /** When the phone last said where it is; the position itself may be a little older. */
  heardAt: () => number;
  /** Ask from now on; nothing is asked before. */
  ask: () => void;
  stop: () => void;
}

export function usePosition(): PositionNow {
  const fix = shallowRef<Fix | null>(null);
  const refusal = ref<Refusal | null>(null);
  let wanted = false;
  let heard = 0;
  let end: (() => void) | null = null;

  function run(): void {
    end?.();
    end = watchPosition({
      onFix: (found) => {
        heard = Date.now();
        fix.value = found;
        refusal.value = null;
      },
      onRefused: (why) => {
        // A gap in the signal is no refusal as long as there was a position just now.
        if (why !== "none" || fix.value === null) refusal.value = why;
      },
    });
  }
  function pause(): void {
    end?.();
    end = null;
  }
  onShow(() => {
    if (wanted) run();
  });
  onHide(pause);
  onUnload(pause);
  return {
    fix,
    refusal,
    heardAt: () => heard,
    ask: () => {
      wanted = true;
      run();
    },
    stop: () => {
      wanted = false;
      pause();
    },
  };
}
