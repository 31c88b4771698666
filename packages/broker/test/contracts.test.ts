import { InvalidArgumentError } from '@cq/errors';
import { describe, expect, it } from 'vitest';
import { forex } from '../src/index.js';
import { checkContract } from '../src/contract-check.js';
import { failure, rig } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1 } as const;
const leg = { conId: 1, ratio: 1, action: 'BUY', exchange: 'SMART' };

const bad: Record<string, [contract: unknown, field: string]> = {
  nothing: [undefined, 'contract'],
  null: [null, 'contract'],
  'a number': [265598, 'contract'],
  'an empty symbol': ['  ', 'contract'],
  'a symbol with NUL': ['AA\0PL', 'contract'],
  'a line break in the symbol': [{ secType: 'STK', symbol: 'AAPL\n' }, 'contract.symbol'],
  'NUL in the local symbol': [{ secType: 'OPT', symbol: 'AAPL', localSymbol: 'A\0B' }, 'contract.localSymbol'],
  'no type': [{ symbol: 'AAPL' }, 'contract.secType'],
  'a strike that is NaN': [{ secType: 'OPT', symbol: 'AAPL', strike: NaN }, 'contract.strike'],
  'legs that are none': [{ secType: 'BAG', symbol: 'AAPL', legs: 'two' }, 'contract.legs'],
  'a leg without an instrument': [{ secType: 'BAG', legs: [{ ...leg, conId: 0 }] }, 'contract.legs[0].conId'],
  'a leg of half': [{ secType: 'BAG', legs: [leg, { ...leg, ratio: 0.5 }] }, 'contract.legs[1].ratio'],
  'a leg of less than nothing': [{ secType: 'BAG', legs: [{ ...leg, ratio: -1 }] }, 'contract.legs[0].ratio'],
  'a leg without a side': [{ secType: 'BAG', legs: [{ ...leg, action: 'HOLD' }] }, 'contract.legs[0].action'],
  'NUL in the exchange of a leg': [{ secType: 'BAG', legs: [{ ...leg, exchange: '\0' }] }, 'contract.legs[0].exchange'],
};

describe('a contract that cannot be', () => {
  it.each(Object.entries(bad))('%s is refused, and the field named', (_, [contract, field]) => {
    let error: unknown;
    try {
      checkContract(contract);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ argument: field });
  });

  it('reaches no wire, however the order is placed', async () => {
    await using r = await rig();
    const written = r.sim.transcript.count({ direction: 'in' });
    for (const [contract, field] of Object.values(bad)) {
      const refused = { name: 'InvalidArgumentError', argument: field };
      expect(await failure(r.broker.placeOrder(contract as never, resting))).toMatchObject(refused);
      expect(await failure(r.broker.executeMarketOrder(contract as never, 1, 'BUY'))).toMatchObject(refused);
      expect(await failure(r.broker.previewOrder(contract as never, resting))).toMatchObject(refused);
    }
    expect(r.sim.transcript.count({ direction: 'in' })).toBe(written);
  });
});

describe('a contract that several orders ask for at once', () => {
  it('is asked for once, and one who gives up takes nobody along', async () => {
    await using r = await rig();
    const reason = new Error('changed my mind');
    const stop = new AbortController();
    const first = failure(r.broker.placeOrder('AAPL', resting, { signal: stop.signal }));
    const second = r.broker.placeOrder('AAPL', resting);
    const third = failure(r.broker.placeOrder('AAPL', resting, { signal: AbortSignal.abort(reason) }));
    stop.abort(reason);
    expect(await first).toBe(reason);
    expect(await third).toBe(reason);
    expect(await second).toMatchObject({ outcome: 'working' });
    expect(r.sim.books.orders()).toHaveLength(1);
    expect(r.sim.transcript.count({ direction: 'in', name: 'reqContractData' })).toBe(1);
  });
});

describe('the price steps of a contract', () => {
  it('are those of its market rule, asked for once', async () => {
    await using r = await rig();
    const [first, again] = [await r.broker.getPriceIncrements('AAPL'), await r.broker.getPriceIncrements('AAPL')];
    expect(first).toEqual([{ lowEdge: 0, increment: 0.01 }]);
    expect(again).toEqual(first);
    expect(r.sim.transcript.count({ direction: 'in', name: 'reqMarketRule' })).toBe(1);
    expect(await r.broker.getPriceIncrements(forex('EURUSD'))).toEqual([{ lowEdge: 0, increment: 0.00005 }]);
  });

  it('are the smallest there is when TWS says nothing of the rule', async () => {
    await using r = await rig();
    using _ = r.sim.inject({ type: 'fail', message: 'reqMarketRule', code: 321, times: Infinity });
    expect(await r.broker.getPriceIncrements('AAPL')).toEqual([{ lowEdge: 0, increment: 0.01 }]);
  }, 15_000);
});
