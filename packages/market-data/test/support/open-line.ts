/** A quote line that is open for direct writes, without a connection. */
import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '@cq/connection';
import { Delivery } from '../../src/delivery.js';
import { DirectWrites } from '../../src/direct-writes.js';
import { decode } from '../../src/fast-path/decode.js';
import { parseGenericText } from '../../src/generic-ticks.js';
import { IdTable } from '../../src/id-table.js';
import { QuoteLine } from '../../src/quote-line.js';
import { QuoteStore } from '../../src/quote-store.js';
import type { Stream } from '../../src/stream.js';
import { TickRecord } from '../../src/tick-record.js';
import { libraryDecoder, messageIdOf } from './frames.js';

export const aapl = { secType: 'STK', conId: 265598, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' } as const;
export const ID = 1_073_741_824;

export function tick(id: number, type: number, price: number, size = 100): TickRecord {
  const record = new TickRecord();
  const bytes = Buffer.from(
    `1\x006\x00${String(id)}\x00${String(type)}\x00${String(price)}\x00${String(size)}\x000\x00`,
  );
  if (!decode(record, 1, bytes, 0, bytes.length)) throw new Error('not decoded');
  return record;
}

/** A line that has spoken under {@link ID} and is open for direct writes, as far as it allows it. */
export function openLine() {
  const store = new QuoteStore();
  const table = new IdTable<Stream>();
  const direct = new DirectWrites(store, table);
  const delivery = new Delivery(systemClock, { heard: () => undefined, closeAll: () => store.closeAll() });
  const line = new QuoteLine(
    {
      store,
      marketDataType: 'auto',
      silentAfterMs: Infinity,
      prepare: () => undefined,
      fellToDelayed: () => undefined,
      ticksRefused: () => undefined,
      typeChanged: () => undefined,
      now: () => 0,
    },
    { symbol: 'AAPL', contract: aapl },
  );
  const speak = (id = ID): void => {
    line.apply(tick(id, 1, 10));
    delivery.spoke(line);
    direct.open(id, line.openForWrites());
  };
  table.set(ID, line);
  speak();
  return { store, table, direct, delivery, line, speak };
}

const GREEKS = [
  'impliedVolatility',
  'delta',
  'price',
  'pvDividend',
  'gamma',
  'vega',
  'theta',
  'underlyingPrice',
] as const;
const SETS = ['bid', 'ask', 'last', 'model'] as const;
const MISSING = 'the library reports nothing';

/** Gives payloads to a line that keeps them as bytes, and compares what it then shows with the library's event. */
export function bytesBesideLibrary(serverVersion: number) {
  const library = libraryDecoder(serverVersion);
  const record = new TickRecord();
  const { direct, line } = openLine();
  line.spokeAt = 1;
  return (payload: Buffer): { readonly wasKept: boolean; readonly difference?: string } => {
    const surrounded = Buffer.concat([Buffer.from('7\0'), payload, Buffer.from('9\0')]);
    record.open(surrounded);
    const messageId = messageIdOf(payload);
    const isText = messageId === 46;
    if (!isText && messageId !== 21) return { wasKept: false };
    if (!direct.takeRaw(record, messageId, 2, 2 + payload.length)) return { wasKept: false };
    const [event = [MISSING]] = library(payload) ?? [];
    const [name, id, type, ...rest] = event;
    const quote = line.quote();
    const set = quote?.greeks?.[SETS[Number(type) % 10] ?? 'bid'];
    const said = isText ? parseGenericText(Number(type), String(rest[0])) : rest.slice(1).map(unlessNaN);
    const shown = isText ? pick(quote?.generic, Object.keys(said)) : GREEKS.map((each) => set?.[each]);
    const ours = [isText ? 'tickString' : 'tickOptionComputation', ID, shown];
    const theirs = [name, id, said];
    if (isDeepStrictEqual(ours, theirs)) return { wasKept: true };
    const words = [payload.toString(), ours, theirs].map((each) => JSON.stringify(each));
    return { wasKept: true, difference: `${words[0] ?? ''}: ours ${words[1] ?? ''}, theirs ${words[2] ?? ''}` };
  };
}

const unlessNaN = (value: unknown): unknown => (Number.isNaN(value) ? undefined : value);
const pick = (object: object = {}, keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
