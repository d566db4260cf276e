/** Something that a person does by a tap: once at a time, and what went wrong stays to be read. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { newKey } from "@/services/http";
import { asFailure, type Failure } from "@/services/failures";

export interface Deed<Arguments extends unknown[]> {
  busy: Ref<boolean>;
  failure: ShallowRef<Failure | null>;
  /** Do it; say whether it was done. */
  run: (...values: Arguments) => Promise<boolean>;
}

/** `act` is given a key, so that the network may repeat the request and the deed is done once. */
export function useDeed<Arguments extends unknown[]>(
  act: (key: string, ...values: Arguments) => Promise<unknown>,
): Deed<Arguments> {
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  const run = async (...values: Arguments): Promise<boolean> => {
    if (busy.value) return false;
    busy.value = true;
    failure.value = null;
    try {
      await act(newKey(), ...values);
      return true;
    } catch (reason) {
      failure.value = asFailure(reason);
      return false;
    } finally {
      busy.value = false;
    }
  };
  return { busy, failure, run };
}
