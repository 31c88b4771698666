/**
 * Who a request id belongs to. Ids only grow, so a table of pages beats a hash map on every tick, and a page whose
 * ids are all gone is freed.
 */
const PAGE_BITS = 10;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;
const ROOM_BEFORE = 64 * PAGE_SIZE;

interface Page<T> {
  readonly slots: (T | undefined)[];
  used: number;
}

export class IdTable<T> {
  readonly #pages: (Page<T> | undefined)[] = [];
  #base = -1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Undefined for an id that is not ours, or not any more. */
  get(id: number): T | undefined {
    const index = id - this.#base;
    return index < 0 ? undefined : this.#pages[index >> PAGE_BITS]?.slots[index & PAGE_MASK];
  }

  /** Each id may be set once. */
  set(id: number, owner: T): void {
    if (this.#size === 0) this.#startAt(id);
    const index = id - this.#base;
    const page = (this.#pages[index >> PAGE_BITS] ??= newPage<T>());
    page.slots[index & PAGE_MASK] = owner;
    page.used += 1;
    this.#size += 1;
  }

  delete(id: number): void {
    const index = id - this.#base;
    const page = index < 0 ? undefined : this.#pages[index >> PAGE_BITS];
    if (page?.slots[index & PAGE_MASK] === undefined) return;
    page.slots[index & PAGE_MASK] = undefined;
    page.used -= 1;
    this.#size -= 1;
    if (page.used === 0) this.#pages[index >> PAGE_BITS] = undefined;
  }

  clear(): void {
    this.#pages.length = 0;
    this.#size = 0;
  }

  /**
   * An empty table may begin anywhere: after years of requests the pages still start near zero. Ids that were handed
   * out a little earlier and come a little later find room before it.
   */
  #startAt(id: number): void {
    this.#pages.length = 0;
    this.#base = id - ROOM_BEFORE;
  }
}

function newPage<T>(): Page<T> {
  return { slots: new Array<T | undefined>(PAGE_SIZE).fill(undefined), used: 0 };
}
