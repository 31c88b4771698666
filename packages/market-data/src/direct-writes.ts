/**
 * Ticks that would do nothing but replace something of a quote that waits to be shown anyway: they go straight into the
 * arrays of all quotes, and the objects of the stream are not touched. With ten thousand streams those are what costs.
 *
 * A quote is open for this from its first tick after a delivery until the next one, and only while it is plain: live,
 * without a gap, nobody to be told of every tick. Whatever changes that closes all quotes, which costs one addition.
 */
import * as wire from './fast-path/bytes.js';
import { areFields, readIdAnd, readInt } from './fast-path/fields.js';
import { isGenericText } from './generic-ticks.js';
import { isGreeksTick } from './greeks.js';
import type { QuoteStore } from './quote-store.js';
import { NO_SLOT, OPTION_KINDS, RAW_LIMIT } from './raw-slots.js';
import type { TickRecord } from './tick-record.js';
import { Field, LAST_LIVE_TYPE, NO_FIELD, PRICE_FIELD, SIZE_FIELD } from './tick-types.js';

/** Which block of numbers an id brings ticks for, and for how long that holds. */
export interface Places {
  place(id: number, block: number, opening: number): void;
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
    this.#places.place(id, offset / wire.FIELD_COUNT, this.#store.openings);
  }

  /** Takes a price or a size. False when it has to go through its stream. */
  take(record: TickRecord): boolean {
    const { ints, values: incoming } = record;
    const type = ints[wire.INT_TYPE] ?? 0;
    const { values, openings } = this.#store;
    const offset = this.#places.placeOf(ints[wire.INT_REQ_ID] ?? 0, openings) * wire.FIELD_COUNT;
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

  /** Takes a text or an option computation as the bytes it consists of. False when it has to go through its stream. */
  takeRaw(record: TickRecord, messageId: number, start: number, end: number): boolean {
    const { ints } = record;
    const isText = messageId === wire.TEXT;
    let at = start + ID_LENGTH;
    if (isText) at = readIdAnd(record, readInt(record, at, wire.INT_A), wire.INT_TYPE);
    else at = readInt(record, readIdAnd(record, at, wire.INT_TYPE), wire.INT_MASK);
    if (at < 0 || end - at > RAW_LIMIT) return false;
    const { raw, values, openings } = this.#store;
    const offset = this.#places.placeOf(ints[wire.INT_REQ_ID] ?? 0, openings) * wire.FIELD_COUNT;
    if (offset < 0 || !areFields(record, at, end, isText ? 1 : wire.COMPUTED)) return false;
    const type = ints[wire.INT_TYPE] ?? 0;
    const kind = isText ? type : type + OPTION_KINDS;
    const first = (values[offset + RAW] ?? NO_SLOT) | 0;
    let slot = raw.find(first, kind);
    if (slot === NO_SLOT) {
      if (!(isText ? isGenericText(type) : isGreeksTick(type))) return false;
      slot = values[offset + RAW] = raw.add(first, kind);
    }
    raw.keep(slot, record, at, end);
    return true;
  }
}

/** Of the ids of both, with its end. */
const ID_LENGTH = 3;
const RAW = Field.Raw;
const LAST = Field.Last;
