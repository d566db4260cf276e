/** A list that comes page by page. */
import { computed, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import type { Failure } from "@/services/failures";
import type { Page } from "@/services/shapes";
import { useLoading } from "./use-loading";

export interface List<Item> {
  items: ShallowRef<Item[]>;
  failure: ShallowRef<Failure | null>;
  loading: Ref<boolean>;
  /** Whether there is more than what was fetched. */
  more: ComputedRef<boolean>;
  /** Fetch the first page, or go on with the next one. */
  load: () => Promise<void>;
  next: () => Promise<void>;
}

export function useList<Item>(fetch: (cursor?: string) => Promise<Page<Item>>): List<Item> {
  const items = shallowRef<Item[]>([]);
  const cursor = shallowRef<string | null>(null);
  let goingOn = false;
  const { failure, loading, load } = useLoading(async () => {
    const page = await fetch(goingOn ? (cursor.value ?? undefined) : undefined);
    items.value = goingOn ? [...items.value, ...page.items] : page.items;
    cursor.value = page.next_cursor;
  });
  return {
    items,
    failure,
    loading,
    more: computed(() => cursor.value !== null),
    load: () => {
      goingOn = false;
      return load();
    },
    next: async () => {
      if (loading.value || cursor.value === null) return;
      goingOn = true;
      await load();
    },
  };
}
