// A check that cannot fail proves nothing. Each is shown a toolkit that does what it must not, and says so.

import { setMaxListeners } from 'node:events';
import { OrderRefusedError } from '@cq/errors';
import { expect, test } from 'vitest';
import { failuresOf, library, type Wrong } from './support/tampering.js';

const MINUTE = 60_000;

const twice =
  <E>(listener: (event: E) => unknown) =>
  (event: E): void => {
    listener(event);
    listener(event);
  };

const wrongs: readonly Wrong[] = [
  [
    'an order that is written twice',
    /^no order is sent twice: c-\d+ came 2 times, 1 allowed/,
    library((ib) => {
      const place = ib.placeOrder.bind(ib);
      ib.placeOrder = (...order) => {
        place(...order);
        return place(...order);
      };
    }),
  ],
  [
    'an order that is written again under another id',
    /^no order is sent twice: c-\d+ came as \d+ and as \d+/,
    library((ib) => {
      const place = ib.placeOrder.bind(ib);
      ib.placeOrder = (id, ...order) => {
        place(id, ...order);
        return place(id + 5_000, ...order);
      };
    }),
  ],
  [
    'an order id that is given out twice',
    /^no order id means two orders: 700 is c-\d+ and c-\d+/,
    library((ib) => {
      const place = ib.placeOrder.bind(ib);
      ib.placeOrder = (_id, ...order) => place(700, ...order);
    }),
  ],
  [
    'an order that is called refused and was sent',
    /^a refusal means that nothing was sent: c-\d+/,
    ({ broker }) => {
      const place = broker.executeLimitOrder.bind(broker);
      // Of the two ways to call it the trader uses this one.
      broker.executeLimitOrder = async (request: unknown) => {
        await Reflect.apply(place, broker, [request]);
        throw new OrderRefusedError('link-lost');
      };
    },
  ],
  [
    'an order that is forgotten',
    /^no order is lost: TWS has c-1 \(\d+\), the broker does not/,
    ({ broker }) => {
      const all = broker.getAllOrders.bind(broker);
      broker.getAllOrders = () => all().filter(({ orderRef }) => orderRef !== 'c-1');
    },
  ],
  [
    'an order that TWS never had',
    /^no order is lost: c-1 was acknowledged, and TWS does not have it/,
    ({ surroundings }) => {
      const booked = surroundings.sim.books.orders.bind(surroundings.sim.books);
      surroundings.sim.books.orders = (match) => booked(match).filter(({ orderRef }) => orderRef !== 'c-1');
    },
  ],
  [
    'a fill that is miscounted',
    /^the books agree: c-\d+ \(\d+\): filled \d+ here and \d+ there/,
    ({ broker }) => {
      const all = broker.getAllOrders.bind(broker);
      broker.getAllOrders = () => all().map((trade) => ({ ...trade, filled: trade.filled + 1 }));
    },
  ],
  [
    'an execution that is forgotten',
    /^the books agree: executions as remembered: \S+ .* is only there/,
    ({ broker }) => {
      const all = broker.getAllOrders.bind(broker);
      broker.getAllOrders = () => all().map((trade) => ({ ...trade, executions: [] }));
    },
  ],
  [
    'a commission that is wrong',
    /^the books agree: executions as asked: \S+: commission undefined, there/,
    ({ broker }) => {
      const ask = broker.getExecutions.bind(broker);
      broker.getExecutions = async (...args) =>
        (await ask(...args)).map((execution) => ({ ...execution, commission: undefined }));
    },
  ],
  [
    'a position that is off by one',
    /^the books agree: position of \d+/,
    ({ broker }) => {
      const ask = broker.getPositions.bind(broker);
      broker.getPositions = async (...args) =>
        (await ask(...args)).map((position) => ({ ...position, quantity: position.quantity + 1 }));
    },
  ],
  [
    'cash that is off by two cents',
    /^the books agree: cash: \S+ USD here/,
    ({ broker }) => {
      const ask = broker.getAccountBalance.bind(broker);
      broker.getAccountBalance = async (...args) => {
        const balance = await ask(...args);
        return { ...balance, cash: { USD: (balance.cash['USD'] ?? 0) + 0.02 } };
      };
    },
  ],
  [
    'an order whose fate stays open',
    /^every fate is known in the end: c-\d+ is unknown/,
    ({ broker }) => {
      const all = broker.getAllOrders.bind(broker);
      broker.getAllOrders = () =>
        all().map((trade) => (trade.orderRef === 'c-1' ? { ...trade, outcome: 'unknown' } : trade));
    },
  ],
  [
    'news that is told twice',
    /^legal moves: c-\d+ left working, but was filled/,
    ({ broker }) => {
      const listen = broker.on.bind(broker);
      broker.on = (type, listener) => listen(type, twice(listener));
    },
  ],
  [
    'a fill that is told twice',
    /^every fill is told once: \S+ of c-\d+ was told twice/,
    ({ broker }) => {
      const listen = broker.on.bind(broker);
      broker.on = (type, listener) => listen(type, twice(listener));
    },
  ],
  [
    'a fill that is not told',
    /^every fill is told once: \S+ is in the books and was never told/,
    ({ broker }) => {
      const listen = broker.on.bind(broker);
      broker.on = (type, listener) => (type === 'fill' ? () => undefined : listen(type, listener));
    },
  ],
  [
    'a connection that says twice where it goes',
    /^legal moves: the connection left disconnected, but was connecting/,
    ({ connection }) => {
      const listen = connection.on.bind(connection);
      connection.on = (type, listener) => listen(type, twice(listener));
    },
  ],
  [
    'a connection that is called ready and is not',
    /^ready means ready: connected was told while not connected/,
    ({ connection }) => {
      connection.isConnected = () => false;
    },
  ],
  [
    'a request id that is used twice',
    /^TWS has no complaints: .*Duplicate ticker id/,
    library((ib) => {
      const ask = ib.reqMktData.bind(ib);
      ib.reqMktData = (...request) => {
        ask(...request);
        return ask(...request);
      };
    }),
  ],
  [
    'whoever waits for an end is never told',
    /^who waits for an end is told: c-\d+ is over, and whenDone still waits/,
    ({ broker }) => {
      broker.whenDone = () => new Promise(() => undefined);
    },
  ],
  [
    'a question that is never answered',
    /^every call settles: \S+ has not settled for 180 s/,
    ({ broker }) => {
      const never = (): Promise<never> => new Promise(() => undefined);
      broker.getCompletedOrders = broker.testConnection = broker.previewOrder = never;
    },
  ],
  [
    'an error of no known kind',
    /^errors are of a known kind: \S+ failed with TypeError: not ours/,
    ({ broker }) => {
      const fail = (): Promise<never> => Promise.reject(new TypeError('not ours'));
      broker.getCompletedOrders = broker.testConnection = broker.previewOrder = fail;
    },
  ],
  [
    'a bug that is caught and logged',
    /^no bug is only logged: .*TypeError: a bug/,
    ({ connection }) =>
      void connection.on('connected', () => {
        throw new TypeError('a bug');
      }),
  ],
  [
    'a timer that is left',
    /^nothing leaks: 1 timers are left/,
    ({ surroundings }) => void surroundings.clock.schedule(600 * MINUTE, () => undefined),
  ],
  [
    'a socket that is left',
    /^nothing leaks: \d sockets are left/,
    ({ surroundings }) =>
      void surroundings.network.dial({ host: '127.0.0.1', port: 4002 }).on('error', () => undefined),
  ],
  [
    'a listener that is left on the library',
    /^nothing leaks: 1 listeners to \S+ are left/,
    ({ connection }) => {
      const stop = connection.on('connected', () => {
        stop();
        const ib = connection.getIb();
        Reflect.apply(ib.on.bind(ib), ib, [ib.eventNames()[0], () => undefined]);
      });
    },
  ],
  [
    'listeners that pile up on a signal',
    /^nothing leaks: \d+ listeners wait for the end of the program/,
    ({ life }) => {
      setMaxListeners(0, life.signal);
      for (let listeners = 0; listeners < 10; listeners += 1) life.signal.addEventListener('abort', () => undefined);
    },
  ],
];

test('in a calm half hour nothing fails', async () => {
  expect(await failuresOf(() => undefined)).toEqual([]);
});

test.each(wrongs)('%s is reported', async (_what, report, tamper) => {
  expect(await failuresOf(tamper)).toContainEqual(expect.stringMatching(report));
});
