import { EventName, IBApi, OrderAction, OrderType, SecType } from '@stoqey/ib';
import { afterEach, describe, expect, it } from 'vitest';
import { Simulator, VirtualClock } from '../src/index.js';
import { parseScenario, runScenario } from '../src/scenario.js';
import { RawClient } from './replay-peer.js';

const raws: RawClient[] = [];
afterEach(() => {
  for (const raw of raws.splice(0)) raw.socket.destroy();
});

async function started(scenario: object) {
  const clock = new VirtualClock();
  const sim = await Simulator.start({ clock });
  const raw = new RawClient(sim.port).hello().send(71, 2, 1, '');
  raws.push(raw);
  await sim.waitFor({ name: 'nextValidId' });
  const running = runScenario(sim, parseScenario(JSON.stringify(scenario)));
  const codes = () => sim.transcript.filter({ name: 'error' }).map((entry) => Number(entry.fields[2]));
  const seen = codes().length;
  return { sim, clock, raw, running, codes: () => codes().slice(seen) };
}

describe('A scenario', () => {
  it('lets things happen at their time, for their time, and again', async () => {
    const { sim, clock, codes } = await started({
      steps: [
        { atMs: 1000, inject: { type: 'link-lost' }, forMs: 500 },
        { atMs: 200, everyMs: 1000, notice: { code: 9999, text: 'tick' } },
      ],
    });
    await clock.advance(199);
    expect(codes()).toEqual([]);
    await clock.advance(1);
    expect(codes()).toEqual([9999]);
    await clock.advance(1000);
    expect(codes()).toEqual([9999, 1100, 9999]);
    await clock.advance(300);
    expect(codes()).toEqual([9999, 1100, 9999, 1102]);
    expect(sim.link.isUp).toBe(true);
    await sim.close();
  });

  it('strikes the very request that it waited for, and no other', async () => {
    const { sim, raw } = await started({
      steps: [
        {
          when: { message: 'reqCurrentTime', nth: 3 },
          inject: { type: 'drop', when: 'before', message: 'reqCurrentTime' },
        },
      ],
    });
    raw.send(49, 1).send(49, 1).send(49, 1).send(49, 1);
    await raw.closed();
    expect(sim.transcript.count({ direction: 'in', name: 'reqCurrentTime' })).toBe(3);
    expect(sim.transcript.count({ direction: 'out', name: 'currentTime' })).toBe(2);
    await sim.close();
  });

  it('waits a while after what it waited for, and minds whose it was', async () => {
    const { sim, clock, raw, codes } = await started({
      steps: [
        { when: { name: 'currentTime', clientId: 1 }, afterMs: 50, farm: { name: 'usfarm', status: 'broken' } },
        { when: { name: 'currentTime', clientId: 2 }, farm: { name: 'ushmds', status: 'broken' } },
      ],
    });
    raw.send(49, 1);
    await sim.waitFor({ direction: 'out', name: 'currentTime' });
    expect(codes()).toEqual([]);
    await clock.advance(50);
    expect(codes()).toEqual([2103]);
    await sim.close();
  });

  it('loses and restores, restarts, and cuts connections', async () => {
    const { sim, clock, raw, codes } = await started({
      steps: [
        { atMs: 1, link: { to: 'lost' } },
        { atMs: 2, link: { to: 'restored-data-lost' } },
        { atMs: 3, price: { symbol: 'AAPL', bid: 100, ask: 101, last: 100.5 } },
        { atMs: 4, dropAll: { reset: true } },
        { atMs: 5, restart: { downMs: 100, nextOrderId: 1 } },
      ],
    });
    await clock.advance(10);
    expect(codes()).toEqual([1100, 1101]);
    await raw.closed();
    await clock.advance(1000);
    const again = new RawClient(sim.port);
    raws.push(again);
    await again.hello().received(1);
    await sim.close();
  });

  it('makes faults by chance that are the same for the same seed', async () => {
    const chaos = (seed: number) => ({
      chaos: {
        seed,
        everyMs: 1000,
        forMs: 10,
        faults: [{ type: 'link-lost' }, { type: 'farm', farm: 'usfarm', status: 'broken' }],
      },
    });
    const courses: string[] = [];
    for (const seed of [7, 7, 8]) {
      const { sim, clock, codes } = await started(chaos(seed));
      await clock.advance(20_000);
      courses.push(codes().join());
      await sim.close();
    }
    expect(courses[0]).toBe(courses[1]);
    expect(courses[0]).not.toBe(courses[2]);
    expect(courses[0]).toContain('1100');
  });

  it('leaves nothing behind when it is stopped', async () => {
    const { sim, clock, raw, running, codes } = await started({
      steps: [
        { atMs: 0, inject: { type: 'ignore', message: 'reqCurrentTime' } },
        { everyMs: 5, notice: { code: 1, text: 'x' } },
        { when: { message: 'reqIds' }, dropAll: {} },
      ],
      chaos: { everyMs: 5, faults: [{ type: 'half-open' }] },
    });
    await clock.advance(0);
    expect(running.performed).toBe(1);
    const timers = clock.pending;
    running.stop();
    expect(clock.pending).toBe(timers - 2);
    raw.send(8, 1, 1).send(49, 1);
    await sim.waitFor({ direction: 'out', name: 'currentTime' });
    await clock.advance(100);
    expect(codes()).toEqual([]);
    await sim.close();
  });

  it('goes on when a step turns out to be impossible, and says so', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    const errors: unknown[] = [];
    const scenario = parseScenario(
      JSON.stringify({
        steps: [
          { atMs: 1, price: { symbol: 'NOSUCH', last: 1 } },
          { atMs: 2, link: { to: 'lost' } },
        ],
      }),
    );
    using _ = runScenario(sim, scenario, { onError: (error) => errors.push(error) });
    await clock.advance(5);
    expect(errors.map(String)).toEqual([expect.stringContaining('NOSUCH')]);
    expect(sim.link.isUp).toBe(false);
  });

  it('drops the connection in the moment at which money is lost, and the order lives', async () => {
    await using sim = await Simulator.start();
    const steps = [{ when: { message: 'placeOrder' }, inject: { type: 'drop', when: 'after', message: 'placeOrder' } }];
    using _ = runScenario(sim, parseScenario(JSON.stringify({ steps })));
    const ib = new IBApi({ host: sim.host, port: sim.port, clientId: 1, maxReqPerSec: 1e6 });
    const heard: unknown[] = [];
    ib.on(EventName.openOrder, (...args: unknown[]) => heard.push(args));
    const gone = new Promise<void>((resolve) => ib.once(EventName.disconnected, () => resolve()));
    ib.connect();
    await sim.waitFor({ name: 'nextValidId' });
    ib.placeOrder(
      1,
      { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' },
      {
        action: OrderAction.BUY,
        orderType: OrderType.LMT,
        totalQuantity: 1,
        lmtPrice: 1,
        transmit: true,
        orderRef: 'lost-ack',
      },
    );
    await gone;
    ib.disconnect();
    expect(sim.books.orders()).toMatchObject([{ orderRef: 'lost-ack' }]);
    expect(heard).toEqual([]);
  });
});
