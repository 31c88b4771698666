/**
 * Who a request id belongs to. Ids only grow, so a table of pages beats a hash map on every tick, and a page whose
 * ids are all gone is freed.
 */
const PAGE_BITS = 10;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;
/** Of the opening in a word. */
const OPENING_BITS = 14;
const OPENING_MASK = (1 << OPENING_BITS) - 1;
const MOST_PLACES = 2 ** (32 - OPENING_BITS);
/** The word of no place: no opening is 0. */
const NOWHERE = 0;
const NONE = -1;
const ROOM_BEFORE = 64 * PAGE_SIZE;

export class IdTable<T> {
  readonly #pages: ((T | undefined)[] | undefined)[] = [];
  /** Beside each owner, in one word, a place and the opening it holds for, counted from {@link #before} and so from 1. */
  readonly #places: (Int32Array | undefined)[] = [];
  #before = -1;
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
    const word = page?.[index & PAGE_MASK] ?? NOWHERE;
    return (word & OPENING_MASK) === opening - this.#before ? word >>> OPENING_BITS : NONE;
  }

  /**
   * @param place below {@link MOST_PLACES}, or -1 for none; what is beyond is not remembered
   * @param opening never less than before
   */
  place(id: number, place: number, opening: number): void {
    if (opening - this.#before > OPENING_MASK) this.#forgetPlaces(opening);
    const index = id - this.#base;
    const page = this.#places[index >> PAGE_BITS];
    if (page === undefined) return;
    const isPlace = place >= 0 && place < MOST_PLACES;
    page[index & PAGE_MASK] = isPlace ? (place << OPENING_BITS) | (opening - this.#before) : NOWHERE;
  }

  #forgetPlaces(opening: number): void {
    for (const page of this.#places) page?.fill(NOWHERE);
    this.#before = opening - 1;
  }

  /** Each id may be set once. */
  set(id: number, owner: T): void {
    if (this.#size === 0) this.#startAt(id);
    const index = id - this.#base;
    const number = index >> PAGE_BITS;
    const page = (this.#pages[number] ??= new Array<T | undefined>(PAGE_SIZE).fill(undefined));
    page[index & PAGE_MASK] = owner;
    this.#places[number] ??= new Int32Array(PAGE_SIZE);
    this.#used[number] = (this.#used[number] ?? 0) + 1;
    this.#size += 1;
  }

  delete(id: number): void {
    const index = id - this.#base;
    const number = index >> PAGE_BITS;
    const page = index < 0 ? undefined : this.#pages[number];
    if (page?.[index & PAGE_MASK] === undefined) return;
    page[index & PAGE_MASK] = undefined;
    const places = this.#places[number];
    if (places !== undefined) places[index & PAGE_MASK] = NOWHERE;
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
