/** Something that a person does: under way, done, or refused with a reason to show. */
import { shallowRef, type ShallowRef } from "vue";

export interface Deed {
  readonly busy: ShallowRef<boolean>;
  readonly error: ShallowRef<unknown>;
  /** Do it unless it is under way; tell whether it was done. */
  run(act: () => Promise<unknown>): Promise<boolean>;
}

export function deed(): Deed {
  const busy = shallowRef(false);
  const error = shallowRef<unknown>(null);
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    error.value = null;
    try {
      await act();
      return true;
    } catch (reason) {
      error.value = reason;
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, error, run };
}
