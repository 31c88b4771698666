import { describe, expect, it } from 'vitest';
import { IBKRBroker } from '../src/index.js';
import { failure, farBelow, rig } from './harness.js';

const quiet = { env: {}, envFile: false } as const;

function refusal(options: object): unknown {
  return refusalOf(() => new IBKRBroker({ ...quiet, ...options }));
}

function refusalOf(make: () => unknown): unknown {
  try {
    make();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an option that cannot be', () => {
  const bad: [object, string][] = [
    [{ readonly: true }, 'readonly'],
    [{ readOnly: 'yes' }, 'readOnly'],
    [{ offTick: 'floor' }, 'offTick'],
    [{ orderTimeoutMs: NaN }, 'orderTimeoutMs'],
    [{ livenessAfterMs: -1 }, 'livenessAfterMs'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ account: '' }, 'account'],
    [{ newOrderRef: 'mine' }, 'newOrderRef'],
    [{ limits: { maxQty: 5 } }, 'limits.maxQty'],
    [{ limits: { maxQuantity: 0 } }, 'limits.maxQuantity'],
    [{ limits: { maxNotional: NaN } }, 'limits.maxNotional'],
    [{ limits: { maxDailyLoss: -1 } }, 'limits.maxDailyLoss'],
    [{ limits: { maxOrdersPerSecond: Infinity } }, 'limits.maxOrdersPerSecond'],
    [{ limits: { longOnly: 1 } }, 'limits.longOnly'],
    [{ limits: { symbols: 'AAPL' } }, 'limits.symbols'],
    [{ limits: { referencePrice: 100 } }, 'limits.referencePrice'],
    [{ limits: [] }, 'limits'],
  ];
  it.each(bad)('%j is refused, and named', (options, argument) => {
    expect(refusal(options)).toMatchObject({ name: 'InvalidArgumentError', argument });
  });

  it('leaves those that can alone', () => {
    expect(refusal({ readOnly: true, offTick: 'round', livenessAfterMs: false, limits: { maxQuantity: 1 } })).toBe(
      undefined,
    );
  });
});

it('what only the owner of a connection can choose is not taken from who borrows it', async () => {
  await using r = await rig({ connect: false });
  const { connection } = r.broker;
  const borrowed = (more: object): unknown => refusalOf(() => new IBKRBroker({ connection, ...more }));
  expect(borrowed({ paperTrading: false })).toMatchObject({ name: 'InvalidArgumentError', argument: 'paperTrading' });
  expect(borrowed({ port: 4001 })).toMatchObject({ argument: 'port' });
  expect(borrowed({ account: 'DU1', readOnly: true, port: undefined })).toBeUndefined();
});

describe('an argument that cannot be', () => {
  it('is refused by name, whatever it is given to', async () => {
    await using r = await rig();
    const resting = { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: farBelow } as const;
    const trade = await r.broker.placeOrder('AAPL', resting);
    const { broker } = r;
    const cases: [() => Promise<unknown>, string][] = [
      [() => broker.placeOrder('AAPL', undefined as never), 'order'],
      [() => broker.executeMarketOrder('AAPL', 10, undefined as never), 'order.action'],
      [() => broker.executeMarketOrder('AAPL', '10' as never, 'BUY'), 'order.quantity'],
      [() => broker.executeLimitOrder('AAPL', 10, NaN, 'BUY'), 'order.limitPrice'],
      [() => broker.modifyOrder(trade, undefined as never), 'changes'],
      [() => broker.modifyOrder(trade, { limitPrice: 1.005 }), 'changes.limitPrice'],
      [() => broker.cancelOrder({} as never), 'order.orderId'],
      [() => broker.cancelOrder(undefined as never), 'order'],
      [() => broker.placeBracket(undefined as never), 'bracket'],
      [() => broker.placeBracket({ contract: 'AAPL', entry: resting }), 'bracket'],
      [() => broker.placeBracket({ contract: 'AAPL', entry: 1 as never }), 'bracket.entry'],
      [
        () => broker.placeBracket({ contract: 'AAPL', entry: resting, takeProfit: { limitPrice: NaN } }),
        'bracket.takeProfit.limitPrice',
      ],
      [
        () => broker.placeBracket({ contract: 'AAPL', entry: resting, stopLoss: { stopPrice: 0.505 } }),
        'bracket.stopLoss.stopPrice',
      ],
      [() => broker.placeOneCancelsAll(undefined as never), 'orders'],
      [() => broker.placeOneCancelsAll([1, 2] as never), 'orders[0]'],
      [() => broker.placeOcaGroup([], { group: 'a\0b' }), 'group'],
      [() => broker.getExecutions({ since: 'today' as never }), 'since'],
      [() => broker.reconcile(new Date(NaN)), 'day'],
      [() => broker.engageKillSwitch(''), 'reason'],
    ];
    const written = r.sim.transcript.count({ direction: 'in', name: 'placeOrder' });
    for (const [act, argument] of cases) {
      expect(await failure(act()), argument).toMatchObject({ name: 'InvalidArgumentError', argument });
    }
    expect(r.sim.transcript.count({ direction: 'in', name: 'placeOrder' })).toBe(written);
    expect(r.broker.killSwitch.engaged).toBe(false);
  });
});
