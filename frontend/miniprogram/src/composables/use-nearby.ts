/** A list that can be put in the order of distance: nobody is located before they ask for it. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { locateNearby, type Fix } from "@/services/location";

export interface Nearby {
  here: ShallowRef<Fix | null>;
  locating: Ref<boolean>;
  /** There was no position to be had. */
  noPlace: Ref<boolean>;
  /** Turn it on or off, and load the list again either way. */
  turn: () => Promise<void>;
}

export function useNearby(load: () => Promise<void>): Nearby {
  const here = shallowRef<Fix | null>(null);
  const locating = ref(false);
  const noPlace = ref(false);
  const turn = async (): Promise<void> => {
    noPlace.value = false;
    if (here.value !== null) {
      here.value = null;
      return load();
    }
    locating.value = true;
    const found = await locateNearby();
    locating.value = false;
    if (typeof found === "string") noPlace.value = true;
    else here.value = found;
    await load();
  };
  return { here, locating, noPlace, turn };
}
