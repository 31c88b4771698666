// The library below, the two ways people use it: the raw events of IBApi, and IBApiNext's market data.
import { EventName, IBApi, IBApiNext, SecType, type Contract, type TickByTickDataType } from '@stoqey/ib';
import type { Contender } from './gauge.js';
import { END, type Shape } from './traffic.js';

const contract = (i: number): Contract =>
  ({ conId: i + 1, symbol: `S${i}`, secType: SecType.STK, exchange: 'SMART', currency: 'USD' }) satisfies Contract;
const FIRST_ID = 2 ** 30;

/** The latest of each contract: the least a program that wants quotes has to keep. */
interface Latest {
  bid: number;
  ask: number;
  bidSize: number;
  askSize: number;
  other: unknown;
}

/** @param connect connects the client, to a server or to a socket in memory */
export async function rawEvents(
  clientId: number,
  shape: Shape,
  port: number,
  connect: (ib: IBApi) => void = (ib) => ib.connect(),
): Promise<Contender> {
  const ib = new IBApi({ host: '127.0.0.1', port, clientId, maxReqPerSec: 1e9 });
  const latest = new Map<number, Latest>();
  const at = (id: number): Latest => {
    let found = latest.get(id);
    if (found === undefined)
      latest.set(id, (found = { bid: NaN, ask: NaN, bidSize: NaN, askSize: NaN, other: undefined }));
    return found;
  };
  let done: () => void = () => undefined;
  ib.on(EventName.tickPrice, (id: number, type: number, value: number) => {
    if (type === 1) at(id).bid = value;
    else if (type === 2) at(id).ask = value;
    else at(id).other = value;
  });
  ib.on(EventName.tickSize, (id, field, value) => {
    const type: number | undefined = field;
    if (type === 0) at(id).bidSize = value ?? NaN;
    else if (type === 3) at(id).askSize = value ?? NaN;
    else at(id).other = value;
  });
  ib.on(EventName.tickString, (id: number, _type, value: string) => (at(id).other = value));
  ib.on(EventName.tickGeneric, (id: number, _type, value: number) => (at(id).other = value));
  ib.on(EventName.tickOptionComputation, (id, _type, _attributes, volatility) => (at(id).other = volatility));
  ib.on(EventName.updateMktDepthL2, (id: number, _at, _maker, _operation, _side, price) => (at(id).other = price));
  ib.on(EventName.tickByTickBidAsk, (id: number, _time, bid) => (at(id).bid = bid));
  ib.on(EventName.tickByTickAllLast, (id: number, _type, _time, price) => (at(id).other = price));
  ib.on(EventName.currentTime, (time: number) => time === END && done());
  const ready = new Promise((resolve) => ib.once(EventName.nextValidId, resolve));
  connect(ib);
  await ready;
  let id = FIRST_ID;
  for (let i = 0; i < shape.quotes; i += 1) ib.reqMktData(id++, contract(i), '', false, false);
  for (const kind of ['BidAsk', 'Last']) {
    const wanted: unknown = kind;
    for (let i = 0; i < shape.ticks; i += 1)
      ib.reqTickByTickData(id++, contract(i), wanted as TickByTickDataType, 0, false);
  }
  for (let i = 0; i < shape.books; i += 1) ib.reqMktDepth(id++, contract(i), 5, true);
  await settle();
  return { clientId, run: () => new Promise((resolve) => (done = resolve)), close: () => void ib.disconnect() };
}

const CONNECTED = 2;

export async function next(clientId: number, shape: Shape, port: number): Promise<Contender> {
  const api = new IBApiNext({ host: '127.0.0.1', port, connectionWatchdogInterval: 0, maxReqPerSec: 1e9 });
  const connected = new Promise<void>((resolve) =>
    api.connectionState.subscribe((state: number) => {
      if (state === CONNECTED) resolve();
    }),
  );
  api.connect(clientId);
  await connected;
  let updates = 0;
  const subscriptions = Array.from({ length: shape.quotes }, (_, i) =>
    api.getMarketData(contract(i), '', false, false).subscribe(() => (updates += 1)),
  );
  await settle();
  return {
    clientId,
    // It says nothing of the message that ends a run: over when nothing has come for a while, which costs no processor time.
    run: async () => {
      const before = updates;
      for (let last = -1, quiet = 0; quiet < 5 || updates === before; last = updates) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        quiet = updates === last ? quiet + 1 : 0;
      }
    },
    close: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      api.disconnect();
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));
