// The TWS side of a benchmark: greets, notes which request ids it was given, and answers no more than it must.
import { barsMessage, frame, type Ids } from './traffic.js';

export class TwsSide {
  readonly ids: { readonly [K in keyof Ids]: number[] } = { quotes: [], bidAsk: [], last: [], books: [] };
  clientId = -1;
  readonly #answer: (bytes: Buffer) => void;
  readonly #bars: number;
  #pending = Buffer.alloc(0);
  #greeted = false;

  /** @param bars how many bars a request for history is answered with */
  constructor(answer: (bytes: Buffer) => void, bars: number) {
    this.#answer = answer;
    this.#bars = bars;
  }

  received(data: Buffer): void {
    let pending = Buffer.concat([this.#pending, data]);
    if (!this.#greeted && pending.length >= 8) {
      this.#greeted = true;
      pending = pending.subarray(8 + pending.readUInt32BE(4));
      this.#answer(frame([193, '20261122 09:30:00 GMT']));
    }
    let at = 0;
    while (this.#greeted && at + 4 <= pending.length && at + 4 + pending.readUInt32BE(at) <= pending.length) {
      const end = at + 4 + pending.readUInt32BE(at);
      this.#request(pending.toString('latin1', at + 4, end).split('\0'));
      at = end;
    }
    this.#pending = pending.subarray(at);
  }

  #request(fields: readonly string[]): void {
    switch (Number(fields[0])) {
      case 71:
        this.clientId = Number(fields[2]);
        this.#answer(Buffer.concat([frame([15, 1, 'DU1']), frame([9, 1, 1])]));
        return;
      case 1:
        this.ids.quotes.push(Number(fields[2]));
        this.#answer(frame([58, 1, Number(fields[2]), 1]));
        return;
      case 10:
        this.ids.books.push(Number(fields[2]));
        return;
      case 97:
        (fields.includes('BidAsk') ? this.ids.bidAsk : this.ids.last).push(Number(fields[1]));
        return;
      case 9:
        this.#answer(
          frame([4, 2, Number(fields[2]), 200, 'No security definition has been found for the request', '']),
        );
        return;
      case 20:
        this.#answer(barsMessage(Number(fields[1]), this.#bars));
        return;
      case 49:
        this.#answer(frame([49, 1, Math.floor(Date.now() / 1000)]));
        return;
    }
  }
}
