/** Something that was asked of the server: on its way, here, or refused. */
import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from "vue";

export interface Asked<Value> {
  readonly value: ShallowRef<Value | null>;
  readonly error: ShallowRef<unknown>;
  readonly busy: ShallowRef<boolean>;
  /** Ask (again); an answer that comes late behind a newer one is not shown. */
  ask(): Promise<void>;
}

export function asked<Value>(question: () => Promise<Value>): Asked<Value> {
  const value = shallowRef<Value | null>(null);
  const error = shallowRef<unknown>(null);
  const busy = shallowRef(false);
  let turn = 0;
  async function ask(): Promise<void> {
    const mine = ++turn;
    busy.value = true;
    error.value = null;
    try {
      const answer = await question();
      if (mine === turn) value.value = answer;
    } catch (reason) {
      if (mine === turn) error.value = reason;
    } finally {
      if (mine === turn) busy.value = false;
    }
  }
  onScopeDispose(() => (turn += 1));
  return { value, error, busy, ask };
}

/** A list that comes page by page. */
export interface Listed<Row> extends Asked<Row[]> {
  readonly more: ComputedRef<boolean>;
  next(): Promise<void>;
}

interface Page<Row> {
  items?: Row[];
  next_cursor?: string | null;
}

export function listed<Row>(page: (cursor?: string) => Promise<Page<Row>>): Listed<Row> {
  const cursor = shallowRef<string | null>(null);
  const first = asked(async () => {
    const { items = [], next_cursor = null } = await page();
    cursor.value = next_cursor;
    return items;
  });
  async function next(): Promise<void> {
    if (cursor.value === null || first.busy.value) return;
    first.busy.value = true;
    try {
      const { items = [], next_cursor = null } = await page(cursor.value);
      first.value.value = [...(first.value.value ?? []), ...items];
      cursor.value = next_cursor;
    } catch (reason) {
      first.error.value = reason;
    } finally {
      first.busy.value = false;
    }
  }
  return { ...first, more: computed(() => cursor.value !== null), next };
}
