/** Checking in: by position or by code; without network the arrival is kept for later. */
import { ref, type Ref, type ShallowRef } from "vue";
import { checkIn, type Proof } from "@/services/attendances";
import { Offline, type Failure } from "@/services/failures";
import { follow } from "@/services/following";
import type { Fix } from "@/services/location";
import type { Activity, Slot } from "@/services/shapes";
import { goInstead } from "@/services/ways";
import { begin, beginOffline } from "@/stores/running";
import { useDeed } from "./use-deed";
import type { PositionNow } from "./use-position";

const FRESH_MS = 20_000;
const LONGEST_WAIT_MS = 8_000;
const LOOK_MS = 100;

export interface Arrival {
  busy: Ref<boolean>;
  failure: ShallowRef<Failure | null>;
  /** There was no position to check in with. */
  unlocated: Ref<boolean>;
  byPosition: (code?: string) => Promise<void>;
  byCode: (method: "code" | "qr", code: string) => Promise<void>;
}

export function useArrival(
  at: () => { activity: Activity; slot: Slot | undefined } | null,
  { fix, heardAt }: Pick<PositionNow, "fix" | "heardAt">,
): Arrival {
  const unlocated = ref(false);

  const deed = useDeed(async (key, proof: Proof) => {
    const where = at();
    if (where === null) return;
    const { activity } = where;
    try {
      const attendance = await checkIn(activity.id, proof, key);
      const slot = activity.slots.find((each) => each.id === attendance.slot_id) ?? where.slot;
      if (slot) begin(activity, slot, attendance, proof.fix ?? null);
    } catch (reason) {
      // A code is good for half a minute: only a position can wait.
      const waits = reason instanceof Offline && proof.method === "gps" && where.slot;
      if (!waits) throw reason;
      beginOffline(activity, waits, proof, key);
    }
    follow();
    goInstead("service/service");
  });

  /** The newest position, or the next one where that is too old to speak of now. */
  async function freshFix(): Promise<Fix | null> {
    const until = Date.now() + LONGEST_WAIT_MS;
    while (Date.now() < until) {
      if (fix.value !== null && Date.now() - heardAt() < FRESH_MS) return fix.value;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return null;
  }

  async function byPosition(code?: string): Promise<void> {
    if (deed.busy.value) return;
    deed.busy.value = true;
    const found = await freshFix();
    deed.busy.value = false;
    unlocated.value = found === null;
    if (found !== null) await deed.run({ method: "gps", fix: found, code: code || undefined });
  }

  async function byCode(method: "code" | "qr", code: string): Promise<void> {
    unlocated.value = false;
    await deed.run({ method, code, fix: fix.value ?? undefined });
  }

  return { busy: deed.busy, failure: deed.failure, unlocated, byPosition, byCode };
}
