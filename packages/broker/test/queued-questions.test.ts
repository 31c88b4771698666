// Questions that TWS answers one at a time: who waits for a turn waits no longer than was said.

import { describe, expect, it } from 'vitest';
import { EventName } from '../src/tws.js';
import { failure, farBelow, rig, until, type Rig } from './harness.js';

type Ask = (r: Rig, options: { readonly signal?: AbortSignal; readonly timeoutMs?: number }) => Promise<unknown>;

const questions: readonly (readonly [string, 'reqPositions' | 'reqAllOpenOrders' | 'reqCompletedOrders', Ask])[] = [
  ['getPositions', 'reqPositions', (r, options) => r.broker.getPositions(options)],
  ['getOpenOrders', 'reqAllOpenOrders', (r, options) => r.broker.getOpenOrders(options)],
  ['getCompletedOrders', 'reqCompletedOrders', (r, options) => r.broker.getCompletedOrders(options)],
];

describe.each(questions)('%s of a TWS that does not answer', (operation, message, ask) => {
  it('keeps the deadline of each caller, however many wait before', async () => {
    await using r = await rig();
    using _ = r.sim.inject({ type: 'ignore', message, times: Infinity });
    const began = Date.now();
    const errors = await Promise.all(Array.from({ length: 15 }, () => failure(ask(r, { timeoutMs: 400 }))));
    for (const error of errors) expect(error).toMatchObject({ name: 'TimeoutError', operation, timeoutMs: 400 });
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  it('hears an abort at once, and answers who comes after', async () => {
    await using r = await rig({ connection: { requestTimeoutMs: 400 } });
    const mute = r.sim.inject({ type: 'ignore', message, times: Infinity });
    const asked = (): number => r.sim.transcript.count({ direction: 'in', name: message });
    const before = asked();
    const first = failure(ask(r, {}));
    await until(() => asked() > before);
    const stop = new AbortController();
    const second = failure(ask(r, { signal: stop.signal }));
    stop.abort(new Error('enough'));
    expect(await second).toMatchObject({ message: 'enough' });
    mute.dispose();
    expect(await first).toMatchObject({ name: 'TimeoutError' });
    expect(await ask(r, {})).toEqual([]);
  });
});

it('who stops waiting while what came before is flushed leaves nobody listening', async () => {
  await using r = await rig({ connection: { requestTimeoutMs: 60_000 } });
  const listening = (): number => r.broker.connection.getIb().listenerCount(EventName.currentTime);
  const before = listening();
  using _ = r.sim.inject({ type: 'ignore', message: 'reqPositions', times: Infinity });
  using __ = r.sim.inject({ type: 'ignore', message: 'reqCurrentTime', times: Infinity });
  const stop = new AbortController();
  expect(await failure(r.broker.getPositions({ timeoutMs: 200 }))).toMatchObject({ name: 'TimeoutError' });
  const second = failure(r.broker.getPositions({ signal: stop.signal }));
  await until(() => listening() > before, 'TWS is asked whether it has said everything');
  stop.abort(new Error('enough'));
  expect(await second).toMatchObject({ message: 'enough' });
  await until(() => listening() === before, 'nobody listens any more');
});

describe('a cancel after which TWS is asked how the order stands', () => {
  it.each([false, true])('hears an abort while TWS does not answer (every client: %s)', async (everyClient) => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: farBelow });
    const asked = (): number => r.sim.transcript.count({ direction: 'in', name: 'reqAllOpenOrders' });
    const before = asked();
    using _ = r.sim.inject({ type: 'ignore', message: 'reqAllOpenOrders', times: Infinity });
    using __ = r.sim.inject({ type: 'cancel-refused', code: 161 });
    const stop = new AbortController();
    const { signal } = stop;
    const cancel = everyClient
      ? r.broker.cancelAllOrders({ everyClient, signal })
      : r.broker.cancelOrder(trade, { signal });
    const cancelled = failure(cancel);
    await until(() => asked() > before);
    stop.abort(new Error('enough'));
    expect(await cancelled).toMatchObject({ message: 'enough' });
  });
});
