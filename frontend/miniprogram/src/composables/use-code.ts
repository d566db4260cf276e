/** The rotating code: always the one that is good now, fetched before the other ends. */
import { onHide, onShow, onUnload } from "@dcloudio/uni-app";
import { computed, ref, shallowRef } from "vue";
import { asFailure, type Failure } from "@/services/failures";
import { keepAwake } from "@/services/platform";
import type { Code } from "@/services/shapes";

const TICK_MS = 250;
const RETRY_MS = 2_000;

export function useCode(fetch: () => Promise<Code>) {
  const code = shallowRef<Code | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const now = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  let fetching = false;
  let notBefore = 0;

  const left = computed(() =>
    code.value === null ? 0 : Math.ceil((Date.parse(code.value.valid_until) - now.value) / 1000),
  );
  /** A code that has ended is not shown: whoever scans it would be refused. */
  const shown = computed(() => (left.value > 0 ? code.value : null));

  async function renew(): Promise<void> {
    fetching = true;
    try {
      code.value = await fetch();
      failure.value = null;
    } catch (reason) {
      failure.value = asFailure(reason);
      notBefore = Date.now() + RETRY_MS;
    } finally {
      fetching = false;
    }
  }
  function tick(): void {
    now.value = Date.now();
    if (left.value <= 0 && !fetching && now.value >= notBefore) void renew();
  }
  function begin(): void {
    keepAwake(true);
    clearInterval(timer);
    timer = setInterval(tick, TICK_MS);
    tick();
  }
  function end(): void {
    keepAwake(false);
    clearInterval(timer);
  }
  onShow(begin);
  onHide(end);
  onUnload(end);
  return { shown, left, failure };
}
