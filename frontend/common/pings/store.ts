/** Batches on the disk, each under a name of its own, so that a position costs one small write. */

/** What a phone can keep: `localStorage`, or WeChat's storage. `set` may throw when it is full. */
export interface Storage {
  get(name: string): string | null;
  set(name: string, text: string): void;
  remove(name: string): void;
}

export interface Chunk<Ping> {
  id: string;
  pings: readonly Ping[];
  /** It may have arrived: its name means these positions for good. */
  tried?: boolean;
  /** Positions that were left out of it for want of room. */
  thinned?: number;
  /** Positions of it that the server will never take. */
  refused?: number;
}

/** Which batches there are, and what became of positions of those that are gone. */
interface Index {
  first: number;
  next: number;
  thinned: number;
  refused: number;
}

/**
 * The order of the writes is what makes it bear a sudden end. A batch is announced in the index
 * before it is written, and gone from the index before it is removed: an announced one may be
 * missing, and one that is gone may still lie there, which is seen when all is read again.
 */
export class ChunkStore<Ping> {
  private index: Index;
  private rows: { number: number; chunk: Chunk<Ping> }[] = [];
  private unsaved = new Set<string>();

  constructor(
    private readonly storage: Storage,
    private readonly name: string,
  ) {
    const found = this.read(name) as Index | null;
    this.index = found ?? { first: 0, next: 0, thinned: 0, refused: 0 };
    this.sweep();
    for (let number = this.index.first; number < this.index.next; number += 1) {
      const chunk = this.read(this.nameOf(number)) as Chunk<Ping> | null;
      if (chunk !== null) this.rows.push({ number, chunk });
    }
  }

  get chunks(): readonly Chunk<Ping>[] {
    return this.rows.map((row) => row.chunk);
  }

  get last(): Chunk<Ping> | undefined {
    return this.rows[this.rows.length - 1]?.chunk;
  }

  get thinned(): number {
    return this.total("thinned");
  }

  get refused(): number {
    return this.total("refused");
  }

  get isUnsaved(): boolean {
    return this.unsaved.size > 0;
  }

  /** Add a batch behind the others. */
  append(chunk: Chunk<Ping>): void {
    const number = this.index.next;
    this.writeIndex({ ...this.index, next: number + 1 });
    this.rows.push({ number, chunk });
    this.write(this.nameOf(number), chunk);
  }

  /** Put a batch in the place of another; return it. */
  put(old: Chunk<Ping>, chunk: Chunk<Ping>): Chunk<Ping> {
    const row = this.rows.find((each) => each.chunk === old);
    if (row === undefined) return chunk;
    row.chunk = chunk;
    this.write(this.nameOf(row.number), chunk);
    return chunk;
  }

  /** Let the first batch go; so many of its positions were refused. */
  shift(refused: number): void {
    const [gone, after] = this.rows;
    if (gone === undefined) return;
    this.rows.shift();
    this.writeIndex({
      first: after?.number ?? this.index.next,
      next: this.index.next,
      thinned: this.index.thinned + (gone.chunk.thinned ?? 0),
      refused: this.index.refused + (gone.chunk.refused ?? 0) + refused,
    });
    this.drop(this.nameOf(gone.number));
  }

  /** Make room: of the oldest batch that was thinned least, every second position goes. */
  thin(but: Chunk<Ping> | null = null): boolean {
    const free = this.chunks.filter((each) => !each.tried && each !== but && each.pings.length > 2);
    const share = (each: Chunk<Ping>) => (each.thinned ?? 0) / each.pings.length;
    const [least] = [...free].sort((a, b) => share(a) - share(b));
    if (least === undefined) return false;
    const end = least.pings.length - 1;
    // Both ends stay: they are what is known about coming and going.
    const pings = least.pings.filter((_, row) => row % 2 === 0 || row === end);
    const thinned = (least.thinned ?? 0) + least.pings.length - pings.length;
    this.put(least, { ...least, pings, thinned });
    return true;
  }

  clear(): void {
    const { first, next } = this.index;
    this.rows = [];
    this.writeIndex({ first: next, next, thinned: 0, refused: 0 });
    for (let number = first; number < next; number += 1) this.drop(this.nameOf(number));
  }

  /** Remove what was gone already when the end came. */
  private sweep(): void {
    let number = this.index.first - 1;
    while (number >= 0 && this.storage.get(this.nameOf(number)) !== null) {
      this.storage.remove(this.nameOf(number));
      number -= 1;
    }
  }

  private total(what: "thinned" | "refused"): number {
    return this.chunks.reduce((sum, each) => sum + (each[what] ?? 0), this.index[what]);
  }

  private nameOf(number: number): string {
    return `${this.name}.${number}`;
  }

  private read(name: string): unknown {
    try {
      return JSON.parse(this.storage.get(name) ?? "null") as unknown;
    } catch {
      return null; // half a line: as if it had not been written
    }
  }

  private writeIndex(index: Index): void {
    this.index = index;
    this.write(this.name, index);
  }

  private write(name: string, value: unknown): void {
    try {
      this.storage.set(name, JSON.stringify(value));
      this.unsaved.delete(name);
    } catch {
      // No room: it stays in memory, and is tried again with the next write.
      this.unsaved.add(name);
      return;
    }
    if (this.unsaved.size > 0) this.writeUnsaved();
  }

  private writeUnsaved(): void {
    const [name] = this.unsaved;
    if (name === undefined) return;
    const row = this.rows.find((each) => this.nameOf(each.number) === name);
    if (name !== this.name && row === undefined) this.unsaved.delete(name);
    else this.write(name, row?.chunk ?? this.index);
  }

  private drop(name: string): void {
    this.unsaved.delete(name);
    this.storage.remove(name);
  }
}
