/** The exchanges behind the bid, the ask and the last trade of one contract: letters at first, names once explained. */
import type { TickRecord } from './tick-record.js';

const BID = 32;
const ASK = 33;
const LAST = 84;

export const isExchangeTick = (type: number): boolean => type === BID || type === ASK || type === LAST;

export class QuoteExchanges {
  #letters = { [BID]: '', [ASK]: '', [LAST]: '' };
  #names: ReadonlyMap<string, string> | undefined;
  /** Made when they change, and shared by all quotes until then. */
  bid: readonly string[] | undefined = undefined;
  ask: readonly string[] | undefined = undefined;
  last: string | undefined = undefined;

  /** False when nothing changed. */
  apply(record: TickRecord): boolean {
    const type = record.type as typeof BID | typeof ASK | typeof LAST;
    if (record.textIs(this.#letters[type])) return false;
    this.#letters[type] = record.text;
    this.#resolve();
    return true;
  }

  explain(names: ReadonlyMap<string, string>): void {
    this.#names = names;
    this.#resolve();
  }

  #resolve(): void {
    this.bid = this.#named(this.#letters[BID]);
    this.ask = this.#named(this.#letters[ASK]);
    this.last = this.#named(this.#letters[LAST])?.[0];
  }

  #named(letters: string): readonly string[] | undefined {
    if (letters === '') return undefined;
    return Array.from(letters, (letter) => this.#names?.get(letter) ?? letter);
  }
}
