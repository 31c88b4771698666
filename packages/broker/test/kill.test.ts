/**
 * A process is killed (`SIGKILL`) at a random moment while it trades, and the next one takes over with its journal; and
 * journals cut off at a random byte, as if killed in the middle of writing it. Five times each here; 500 times with
 * `pnpm --filter @cq/broker test:kill`, `CQ_KILLS` for another number, `CQ_KILLS_FROM` for other moments.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Simulator } from '@cq/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IBKRBroker, openJournal, type Journal, type Trade } from '../src/index.js';
import { restore, type OrderRecord } from '../src/journal-orders.js';
import { decodeLines } from '../src/journal-record.js';
import { TradeBook } from '../src/trade-book.js';
import { agree, at, clientId, until } from './harness.js';

const isLong = process.env['npm_lifecycle_event'] === 'test:kill';
const kills = Number(process.env['CQ_KILLS'] ?? (isLong ? 500 : 5));
const firstSeed = Number(process.env['CQ_KILLS_FROM'] ?? 1);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-kill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function tradeUntilKilled(sim: Simulator, path: string, seed: number): Promise<void> {
  const durability = seed % 2 === 0 ? 'disk' : 'process';
  const args = [String(sim.port), path, String(seed), durability];
  const child = fork(new URL('./kill-child.ts', import.meta.url), args, {
    execArgv: ['--import', 'tsx', '-C', '@cq/source'],
  });
  const exited = once(child, 'exit');
  await once(child, 'message');
  await new Promise((resolve) => setTimeout(resolve, (seed * 37) % 400));
  child.kill('SIGKILL');
  await exited;
}

async function takeOver(sim: Simulator, journal: Journal): Promise<IBKRBroker> {
  const broker = new IBKRBroker({ ...at(sim), journal, arrivalGraceMs: 30 });
  await broker.connect();
  return broker;
}

/** Every order that was ever intended has a known fate, and it is the one IBKR knows. */
async function accountFor(sim: Simulator, broker: IBKRBroker): Promise<void> {
  const unknown = (): Trade[] =>
    broker.getAllOrders().filter(({ outcome }) => outcome === 'unknown' || outcome === 'pending');
  await until(() => unknown().length === 0, 'the fate of every order');
  await agree(sim, broker);
  const booked = sim.books.orders({ clientId });
  const arrived = broker.getAllOrders().filter(({ outcome }) => outcome !== 'never-arrived');
  expect(arrived.map(({ orderRef }) => orderRef).sort()).toEqual(booked.map(({ orderRef }) => orderRef).sort());
  expect(new Set(booked.map(({ orderId }) => orderId)).size).toBe(booked.length);
}

describe('a process killed while it trades', () => {
  it(
    `is followed by one that finds each order's true fate, ${kills} times over`,
    async () => {
      for (let seed = firstSeed; seed < firstSeed + kills; seed += LIVES) {
        await liveAndDie(seed, Math.min(LIVES, firstSeed + kills - seed));
      }
    },
    30_000 + kills * 10_000,
  );
});

/** Processes that follow each other on one journal and one TWS; then both begin anew, so that neither grows without end. */
const LIVES = 20;

async function liveAndDie(from: number, times: number): Promise<void> {
  await using sim = await Simulator.start();
  const path = join(folder, `${from}.journal`);
  for (let seed = from; seed < from + times; seed += 1) {
    await tradeUntilKilled(sim, path, seed);
    using journal = openJournal(path);
    await using broker = await takeOver(sim, journal);
    await accountFor(sim, broker);
    const before = sim.books.orders();
    const trade = await broker.placeOrder('AAPL', { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1 });
    expect(sim.books.orders()).toHaveLength(before.length + 1);
    expect(Math.max(0, ...before.map(({ orderId }) => orderId))).toBeLessThan(trade.orderId);
    await broker.cancelAllOrders();
    await agree(sim, broker);
  }
}

describe('a journal that was cut off or damaged anywhere', () => {
  it(
    `still leads to agreement with IBKR, and to no order id twice, ${kills} times over`,
    async () => {
      await using sim = await Simulator.start();
      const path = join(folder, 'whole.journal');
      await tradeUntilKilled(sim, path, 11);
      const whole = readFileSync(path);
      for (let cut = firstSeed; cut < firstSeed + kills; cut += 1) {
        // Every byte can be the last one: the golden ratio visits them evenly, in no order.
        const length = Math.floor(whole.length * ((cut * 0.618_034) % 1));
        const path = join(folder, `cut-${cut}.journal`);
        writeFileSync(path, whole.subarray(0, length));
        using journal = openJournal(path);
        await using broker = await takeOver(sim, journal);
        // Orders of which the journal lost the intent are still TWS's orders of this client.
        await until(() => broker.getAllOrders().every(({ outcome }) => outcome !== 'unknown' && outcome !== 'pending'));
        const known = broker.getAllOrders().filter(({ filled, outcome }) => filled > 0 || outcome === 'working');
        const booked = sim.books.orders({ clientId });
        const alive = booked.filter(({ filled, done }) => filled > 0 || !done);
        expect(known.map(({ permId, filled }) => `${permId ?? ''} ${filled}`).sort()).toEqual(
          alive.map(({ permId, filled }) => `${permId} ${filled}`).sort(),
        );
        const trade = await broker.placeOrder('AAPL', { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1 });
        expect(Math.max(0, ...booked.map(({ orderId }) => orderId))).toBeLessThan(trade.orderId);
        await broker.cancelOrder(trade);
      }
    },
    30_000 + kills * 2_000,
  );

  it('can be read back from any byte on', () => {
    const path = join(folder, 'j');
    const journal = openJournal(path);
    const contract = { secType: 'STK', conId: 1, symbol: 'A', exchange: 'SMART', currency: 'USD' } as const;
    const order = { type: 'MKT', action: 'BUY', quantity: 1 } as const;
    for (let n = 1; n <= 5; n += 1) {
      const record = {
        type: 'intent',
        at: n,
        orderId: n,
        orderRef: `r${n}`,
        clientId,
        contract,
        order,
        account: 'DU1',
        parentRef: undefined,
      };
      journal.append(record);
      journal.append({
        type: 'state',
        ...{
          orderRef: `r${n}`,
          orderId: n,
          permId: 100 + n,
          status: 'Filled',
          outcome: 'filled',
          quantity: 1,
          reported: 1,
          reportedPrice: 1,
          order,
        },
        at: n,
      });
    }
    journal.close();
    const whole = readFileSync(path);
    for (let length = 0; length <= whole.length; length += 1) {
      const lines = decodeLines(whole.subarray(0, length)).lines;
      const book = new TradeBook(() => clientId);
      const { highestOrderId } = restore(
        lines.map(({ record }) => record as OrderRecord),
        book,
        0,
      );
      const intended = Math.ceil(lines.length / 2);
      expect(highestOrderId).toBe(intended);
      expect(book.trades()).toHaveLength(intended);
      // An intent without an outcome is a question, never an answer.
      const open = book.trades().filter(({ outcome }) => outcome === 'unknown');
      expect(open).toHaveLength(lines.length % 2);
    }
  });
});
