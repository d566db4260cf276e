/** The editor's state: what is drawn, what of it is chosen, and whether it is saved. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from "vue";
import { after, EMPTY, type History } from "./history";
import { cornerAt, linesOf, type Edit, type Site, type Sites, type Spot } from "./sites";

export interface Drawing {
  readonly history: ShallowRef<History>;
  readonly sites: ComputedRef<Sites>;
  readonly site: ComputedRef<Site | null>;
  readonly spot: ShallowRef<Spot | null>;
  readonly changed: ComputedRef<boolean>;
  open(sites: Sites): void;
  edit(change: Edit): void;
  undo(): void;
  redo(): void;
  choose(site: string | null, spot?: Spot | null): void;
  /** Choose the corner so many behind the one that is chosen. */
  step(rows: number): void;
  /** What is drawn now is what the server has. */
  saved(): void;
}

export function useDrawing(): Drawing {
  const history = shallowRef<History>(EMPTY);
  const stored = shallowRef<Sites>([]);
  const chosen = shallowRef<string | null>(null);
  const spot = shallowRef<Spot | null>(null);
  const sites = computed(() => history.value.now);
  const site = computed(() => sites.value.find(({ id }) => id === chosen.value) ?? null);

  function choose(id: string | null, at: Spot | null = null): void {
    chosen.value = id;
    spot.value = at;
  }
  function settle(): void {
    if (site.value === null) choose(sites.value.at(-1)?.id ?? null);
    else if (spot.value !== null && cornerAt(sites.value, spot.value) === undefined) {
      spot.value = null;
    }
  }
  function edit(change: Edit): void {
    const before = sites.value;
    history.value = after(history.value, { step: "edit", edit: change });
    if (change.edit === "add") choose(sites.value.at(before.length)?.id ?? null);
    if (change.edit === "insert") spot.value = { ...change.spot, row: change.spot.row + 1 };
    settle();
  }
  function back(step: "undo" | "redo"): void {
    history.value = after(history.value, { step });
    settle();
  }
  function step(rows: number): void {
    if (site.value === null) return;
    const lines = linesOf(site.value.fence);
    const all = lines.flatMap((line, number) =>
      line.map((_, row) => ({ site: site.value?.id ?? "", line: number, row })),
    );
    const now = all.findIndex(
      ({ line, row }) => line === spot.value?.line && row === spot.value.row,
    );
    const next = now < 0 ? (rows > 0 ? 0 : all.length - 1) : now + rows;
    spot.value = all[(next + all.length) % all.length] ?? null;
  }
  return {
    history,
    sites,
    site,
    spot,
    changed: computed(() => sites.value !== stored.value),
    open(opened) {
      history.value = after(history.value, { step: "open", sites: opened });
      stored.value = opened;
      choose(opened[0]?.id ?? null);
    },
    edit,
    undo: () => back("undo"),
    redo: () => back("redo"),
    choose,
    step,
    saved: () => (stored.value = sites.value),
  };
}
