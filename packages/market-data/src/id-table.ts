/**
 * Who a request id belongs to. Ids only grow, so a table of pages beats a hash map on every tick, and a page whose
 * ids are all gone is freed.
 */
const PAGE_BITS = 10;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;
const NONE = -1;
const ROOM_BEFORE = 64 * PAGE_SIZE;

export class IdTable<T> {
  readonly #pages: ((T | undefined)[] | undefined)[] = [];
  /** Beside each owner, a place and until when it holds: on one cache line, as every tick asks for both. */
  readonly #places: (Float64Array | undefined)[] = [];
  /** By page, how many of its slots are taken. */
  readonly #used: number[] = [];
  #base = -1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Undefined for an id that is not ours, or not any more. */
  get(id: number): T | undefined {
    const index = id - this.#base;
    return index < 0 ? undefined : this.#pages[index >> PAGE_BITS]?.[index & PAGE_MASK];
  }

  /** What {@link place} said of an id that is still taken, if it said so of this opening; -1 otherwise. */
  placeOf(id: number, opening: number): number {
    const index = id - this.#base;
    const page = index < 0 ? undefined : this.#places[index >> PAGE_BITS];
    if (page === undefined) return -1;
    const at = (index & PAGE_MASK) << 1;
    return page[at + 1] === opening ? (page[at] ?? -1) : -1;
  }

  /** @param opening a number from zero on */
  place(id: number, place: number, opening: number): void {
    const index = id - this.#base;
    const page = this.#places[index >> PAGE_BITS];
    if (page === undefined) return;
    const at = (index & PAGE_MASK) << 1;
    page[at] = place;
    page[at + 1] = opening;
  }

  /** Each id may be set once. */
  set(id: number, owner: T): void {
    if (this.#size === 0) this.#startAt(id);
    const index = id - this.#base;
    const number = index >> PAGE_BITS;
    const page = (this.#pages[number] ??= new Array<T | undefined>(PAGE_SIZE).fill(undefined));
    page[index & PAGE_MASK] = owner;
    this.#places[number] ??= new Float64Array(2 * PAGE_SIZE).fill(NONE);
    this.#used[number] = (this.#used[number] ?? 0) + 1;
    this.#size += 1;
  }

  delete(id: number): void {
    const index = id - this.#base;
    const number = index >> PAGE_BITS;
    const page = index < 0 ? undefined : this.#pages[number];
    if (page?.[index & PAGE_MASK] === undefined) return;
    page[index & PAGE_MASK] = undefined;
    this.place(id, NONE, NONE);
    const used = (this.#used[number] ?? 0) - 1;
    this.#used[number] = used;
    this.#size -= 1;
    if (used > 0) return;
    this.#pages[number] = undefined;
    this.#places[number] = undefined;
  }

  clear(): void {
    this.#pages.length = 0;
    this.#places.length = 0;
    this.#used.length = 0;
    this.#size = 0;
  }

  /**
   * An empty table may begin anywhere: after years of requests the pages still start near zero. Ids that were handed
   * out a little earlier and come a little later find room before it.
   */
  #startAt(id: number): void {
    this.#pages.length = 0;
    this.#places.length = 0;
    this.#used.length = 0;
    this.#base = id - ROOM_BEFORE;
  }
}
