/**
 * Ticks that would do nothing but replace a number of a quote that waits to be shown anyway: they go straight into the
 * array of all quotes, and the objects of the stream are not touched. With ten thousand streams those are what costs.
 *
 * A quote is open for this from its first tick after a delivery until the next one, and only while it is plain: live,
 * without a gap, nobody to be told of every tick. Whatever changes that closes all quotes, which costs one addition.
 */
import * as wire from './fast-path/bytes.js';
import type { QuoteStore } from './quote-store.js';
import type { TickRecord } from './tick-record.js';
import { Field, LAST_LIVE_TYPE, NO_FIELD, PRICE_FIELD, SIZE_FIELD } from './tick-types.js';

/** Where the numbers of the quote lie that an id brings ticks for, and for how long that holds. */
export interface Places {
  place(id: number, offset: number, opening: number): void;
  /** -1 where that is not known, or not for this opening. */
  placeOf(id: number, opening: number): number;
}

export class DirectWrites {
  readonly #store: QuoteStore;
  readonly #places: Places;

  constructor(store: QuoteStore, places: Places) {
    this.#store = store;
    this.#places = places;
  }

  /** Until the next delivery, ticks of this id may go straight to these numbers; -1 for none. */
  open(id: number, offset: number): void {
    this.#places.place(id, offset, this.#store.openings);
  }

  /** Takes a price or a size. False when it has to go through its stream. */
  take(record: TickRecord): boolean {
    const { ints, values: incoming } = record;
    const type = ints[wire.INT_TYPE] ?? 0;
    const { values, openings } = this.#store;
    const offset = this.#places.placeOf(ints[wire.INT_REQ_ID] ?? 0, openings);
    if (offset < 0 || type > LAST_LIVE_TYPE) return false;
    const isPrice = record.kind === wire.PRICE;
    const field = (isPrice ? PRICE_FIELD : SIZE_FIELD)[type] ?? NO_FIELD;
    if (field === NO_FIELD) return false;
    values[offset + field] = incoming[0] ?? NaN;
    const size = incoming[1] ?? NaN;
    // Not a number: TWS gave none. Only bid, ask and last have a size of their own.
    if (isPrice && field <= LAST && size === size) values[offset + field + 1] = size;
    return true;
  }
}

const LAST = Field.Last;
