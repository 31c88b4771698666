/** Readers that are slow, callbacks that fail, and iterations that are left: nobody else notices. */
import { describe, expect, it } from 'vitest';
import { during, openLines, startWorld } from './support/world.js';

const modes = [{ fastPath: true }, { fastPath: false }];

describe.each(modes)('a reader ($fastPath)', ({ fastPath }) => {
  it('that is slow gets the latest quote of each contract, never a backlog', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const reader = world.feed.quotes(['AAPL', 'MSFT']);
    await during(world.clock, reader.next());
    await world.pass(10_000);
    const first = await reader.next();
    const second = await reader.next();
    const names = [first.value?.symbol, second.value?.symbol];
    expect(names.sort()).toEqual(['AAPL', 'MSFT']);
    expect(first.value).toEqual(world.feed.getStatus().streams.length === 2 ? first.value : undefined);
    let further: unknown;
    void reader.next().then((result) => (further = result));
    await Promise.resolve();
    expect(further).toBeUndefined();
    await reader.return?.();
  });

  it('whose callback throws, or rejects, hurts nobody else', async () => {
    const logged: unknown[] = [];
    const logger = { debug: () => 0, info: () => 0, warn: () => 0, error: (fields: object) => logged.push(fields) };
    await using world = await startWorld({ feed: { fastPath, logger } });
    let calls = 0;
    const fail = (): never => {
      throw new Error('mine');
    };
    await during(world.clock, world.feed.subscribe(['AAPL'], fail));
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], () => Promise.reject(new Error('also mine'))),
    );
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], () => calls++),
    );
    await world.until(() => calls > 3, 'the good callback is called');
    expect(world.feed.getLatestData('AAPL')?.stale).toBe(false);
    expect(logged.length).toBeGreaterThan(3);
  });

  it('may subscribe and unsubscribe from within its callback', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    let calls = 0;
    await during(
      world.clock,
      world.feed.subscribe(['AAPL'], (symbol) => {
        calls += 1;
        if (calls === 3) void world.feed.unsubscribe([symbol]);
        if (calls === 3) void world.feed.subscribe(['MSFT']);
      }),
    );
    await world.until(() => world.feed.getLatestData('MSFT') !== undefined, 'MSFT comes');
    expect(calls).toBe(3);
    expect(world.feed.getSubscribedSymbols()).toEqual(['MSFT']);
  });

  it('that stops with break gives its line back', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const read = async (): Promise<number> => {
      let count = 0;
      for await (const quote of world.feed.quotes(['AAPL'])) if (quote.bid !== undefined && ++count === 3) break;
      return count;
    };
    expect(await during(world.clock, read())).toBe(3);
    await world.until(() => openLines(world.sim).length === 0, 'the line is given back');
  });

  it('that is aborted gets the reason, and gives its line back', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const controller = new AbortController();
    const reader = world.feed.quotes(['AAPL'], { signal: controller.signal });
    await during(world.clock, reader.next());
    const reason = new Error('enough');
    controller.abort(reason);
    const drain = async (): Promise<void> => {
      for await (const _quote of reader);
    };
    await expect(drain()).rejects.toBe(reason);
    await world.until(() => openLines(world.sim).length === 0, 'the line is given back');
  });

  it('of several contracts goes on without the one that cannot be had', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const reader = world.feed.quotes(['NOSUCH', 'AAPL']);
    const { value } = await during(world.clock, reader.next());
    expect(value?.symbol).toBe('AAPL');
    expect(world.events).toMatchObject([{ type: 'error', symbol: 'NOSUCH', error: { name: 'ContractError' } }]);
    await reader.return?.();
  });

  it('of one contract named twice ends when that ends', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    const reader = world.feed.quotes(['AAPL', 'aapl']);
    await during(world.clock, reader.next());
    const [id = ''] = openLines(world.sim);
    world.sim.notice(200, 'No security definition has been found for the request', Number(id));
    const drain = async (): Promise<void> => {
      for await (const _quote of reader);
    };
    await expect(during(world.clock, drain())).rejects.toMatchObject({ name: 'RequestError', code: 200 });
  });

  it('of a contract that cannot be had gets the error', async () => {
    await using world = await startWorld({ feed: { fastPath } });
    await expect(during(world.clock, world.feed.quotes(['NOSUCH']).next())).rejects.toMatchObject({
      name: 'ContractError',
    });
  });
});
