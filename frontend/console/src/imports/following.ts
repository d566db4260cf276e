/** Follows an import until it is done or has failed; a page that is left stops asking. */
import { onScopeDispose, shallowRef, type ShallowRef } from "vue";
import { api } from "@/services/http";
import type { Import } from "@/services/shapes";

const PAUSE_MS = 1_000;

export interface Following {
  readonly now: ShallowRef<Import | null>;
  follow(begun: Import, ended: () => void): void;
}

export function following(): Following {
  const now = shallowRef<Import | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));
  function follow(begun: Import, ended: () => void): void {
    now.value = begun;
    if (begun.state !== "running") return ended();
    timer = setTimeout(async () => {
      const path = { import_id: begun.id };
      // A network that is away for a moment ends nothing: what was known is asked about again.
      const next = await api.get("/imports/{import_id}", { path }).catch(() => begun);
      follow(next, ended);
    }, PAUSE_MS);
  }
  return { now, follow };
}

/** Return how much of an import is written, in hundredths. */
export function percent({ done, total }: Pick<Import, "done" | "total">): number {
  return total === 0 ? 100 : Math.floor((done / total) * 100);
}
