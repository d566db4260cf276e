/** Walking round a place: the track grows until one stops or pauses. */
import { onUnload } from "@dcloudio/uni-app";
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { distanceM } from "@weiguang/common/geo";
import type { Fix as WalkFix } from "@weiguang/common/geo";
import { keepAwake } from "@/services/platform";
import { watchPosition, type Fix, type Refusal } from "@/services/location";

export interface Walk {
  track: ShallowRef<readonly WalkFix[]>;
  fix: ShallowRef<Fix | null>;
  refusal: Ref<Refusal | null>;
  walking: Ref<boolean>;
  /** Begin, or go on after a pause. */
  go: () => void;
  pause: () => void;
  clear: () => void;
}

const STEP_M = 1; // who stands still adds nothing
const MOST = 5_000; // fixes: well over an hour

export function useWalk(): Walk {
  const track = shallowRef<readonly WalkFix[]>([]);
  const fix = shallowRef<Fix | null>(null);
  const refusal = ref<Refusal | null>(null);
  const walking = ref(false);
  let end: (() => void) | null = null;

  function hear(found: Fix): void {
    fix.value = found;
    refusal.value = null;
    const at = { lon: found.longitude, lat: found.latitude, accuracy: found.accuracy };
    const last = track.value[track.value.length - 1];
    if (last !== undefined && distanceM(last, at) < STEP_M) return;
    if (track.value.length < MOST) track.value = [...track.value, at];
  }
  function go(): void {
    if (walking.value) return;
    walking.value = true;
    keepAwake(true);
    end = watchPosition({
      onFix: hear,
      onRefused: (why) => {
        if (why !== "none" || fix.value === null) refusal.value = why;
      },
    });
  }
  function pause(): void {
    end?.();
    end = null;
    walking.value = false;
    keepAwake(false);
  }
  onUnload(pause);
  return {
    track,
    fix,
    refusal,
    walking,
    go,
    pause,
    clear: () => {
      track.value = [];
    },
  };
}
