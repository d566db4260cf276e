/** Something that has to be fetched: what is there, whether it is on its way, what went wrong. */
import { asFailure, type Failure } from "@/services/failures";
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

export interface Loading<T> {
  value: ShallowRef<T | null>;
  failure: ShallowRef<Failure | null>;
  loading: Ref<boolean>;
  /** Fetch it, now or once more; what was there stays to be seen meanwhile. */
  load: () => Promise<void>;
}

export function useLoading<T>(fetch: () => Promise<T>): Loading<T> {
  const value = shallowRef<T | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const loading = ref(false);
  let latest = 0;
  const load = async (): Promise<void> => {
    const mine = ++latest;
    loading.value = true;
    try {
      const found = await fetch();
      if (mine !== latest) return;
      value.value = found;
      failure.value = null;
    } catch (reason) {
      if (mine === latest) failure.value = asFailure(reason);
    } finally {
      if (mine === latest) loading.value = false;
    }
  };
  return { value, failure, loading, load };
}
