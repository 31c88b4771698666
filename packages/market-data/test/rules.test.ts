/** The small deciders: freshness, line budget, renewals, order book, id table. */
import { describe, expect, it } from 'vitest';
import { DepthBook } from '../src/depth-book.js';
import { DEFAULT_FRESHNESS, judge, nextPatience, patienceWhenHeard, type StreamClock } from '../src/freshness.js';
import { IdTable } from '../src/id-table.js';
import { LineBudget } from '../src/line-budget.js';
import { renewalDelayMs, renewalFor } from '../src/renewal.js';

describe('freshness', () => {
  const base: StreamClock = {
    askedAt: 0,
    spokeAt: 0,
    openSince: -Infinity,
    farmBackAt: undefined,
    farmBroken: false,
    patienceMs: 60_000,
  };
  const verdict = (over: Partial<StreamClock>, now: number) => judge({ ...base, ...over }, now, DEFAULT_FRESHNESS);

  it('doubts a stream that is silent for longer than its patience', () => {
    expect(verdict({}, 59_999).state).toBe('fresh');
    expect(verdict({}, 60_000)).toMatchObject({ state: 'silent', why: 'silent', askAgain: true, sinceMs: 0 });
  });

  it('does not hold silence against a closed market, and counts from its opening', () => {
    expect(verdict({ openSince: undefined }, 1e9)).toEqual({ state: 'excused', why: 'market-closed' });
    expect(verdict({ openSince: 1e6 }, 1e6 + 59_999).state).toBe('fresh');
  });

  it('waits for a broken farm instead of asking it', () => {
    expect(verdict({ farmBroken: true }, 60_000)).toMatchObject({ why: 'farm', askAgain: false });
  });

  it('asks again soon when a farm is back and the stream is not', () => {
    expect(verdict({ farmBackAt: 10_000 }, 14_999).state).toBe('fresh');
    expect(verdict({ farmBackAt: 10_000 }, 15_000)).toMatchObject({ why: 'farm', askAgain: true });
    expect(verdict({ farmBackAt: 10_000, spokeAt: 10_500 }, 15_000).state).toBe('fresh');
  });

  it('learns to be patient with quiet instruments', () => {
    expect(nextPatience(60_000, false, DEFAULT_FRESHNESS)).toBe(120_000);
    expect(nextPatience(1_700_000, false, DEFAULT_FRESHNESS)).toBe(1_800_000);
    expect(nextPatience(1_800_000, true, DEFAULT_FRESHNESS)).toBe(60_000);
  });

  it('takes the patience back from one that has become lively', () => {
    let patienceMs = 1_800_000;
    for (let second = 0; second < 300; second++) patienceMs = patienceWhenHeard(patienceMs, 1000, DEFAULT_FRESHNESS);
    expect(patienceMs).toBe(600_000);
    for (let second = 0; second < 300; second++) patienceMs = patienceWhenHeard(patienceMs, 1000, DEFAULT_FRESHNESS);
    expect(patienceMs).toBe(60_000);
  });
});

describe('the line budget', () => {
  const policy = { limit: 2, turnMs: 1000 };
  const lines = (names: string) => Array.from(names, (name) => ({ name, hasLine: false }));
  type Line = ReturnType<typeof lines>[number];

  it('refuses, or lets wait, who comes when all lines are taken', () => {
    const strict = new LineBudget<Line>({ ...policy, overBudget: 'error' });
    expect(lines('abc').map((line) => strict.request(line))).toEqual(['granted', 'granted', 'refused']);
    const patient = new LineBudget<Line>({ ...policy, overBudget: 'queue' });
    const [a, b, c, x] = lines('abcx') as [Line, Line, Line, Line];
    expect([a, b, c, a].map((line) => patient.request(line))).toEqual(['granted', 'granted', 'waiting', 'granted']);
    expect(patient.release(a)).toBe(c);
    expect(patient.release(x)).toBeUndefined();
    expect([patient.used, patient.waiting]).toEqual([2, 0]);
  });

  it('lets everybody have a turn', () => {
    const budget = new LineBudget<Line>({ ...policy, overBudget: 'rotate' });
    for (const line of lines('abcde')) budget.request(line);
    const seen = new Set(['a', 'b']);
    for (let turn = 0; turn < 3; turn++) {
      const { stop, start } = budget.rotate();
      expect(stop.length).toBe(start.length);
      for (const { name } of start) seen.add(name);
      expect(budget.used).toBe(2);
    }
    expect([...seen].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('believes TWS when it has fewer lines than thought', () => {
    const budget = new LineBudget<Line>({ limit: 100, turnMs: 1, overBudget: 'queue' });
    const [a, b, c] = lines('abc') as [Line, Line, Line];
    for (const line of [a, b, c]) budget.request(line);
    expect(budget.exhausted(c)).toBe('waiting');
    expect([budget.limit, budget.used]).toEqual([2, 2]);
    expect(budget.release(a)).toBe(c);
  });
});

describe('what a notice does to a stream', () => {
  const fate = (code: number, spoke: boolean) => renewalFor({ code, message: '' }, { spoke }).do;

  it.each([
    [10225, 'renew'],
    [10182, 'renew'],
    [316, 'renew'],
    [10197, 'suspend'],
    [100, 'suspend'],
    [317, 'nothing'],
    [2104, 'nothing'],
    [10167, 'nothing'],
    [200, 'end'],
    [354, 'end'],
    [101, 'wait-for-line'],
  ])('%i: %s', (code, expected) => {
    expect([fate(code, true), fate(code, false)]).toEqual([expected, expected]);
  });

  it.each([309, 10190, 420])('%i: ends a stream that never spoke, and renews one that did', (code) => {
    expect([fate(code, false), fate(code, true)]).toEqual(['end', 'renew']);
  });

  it('ends, and gives back, what only a subscription cures', () => {
    expect(renewalFor({ code: 10089, message: '' }, { spoke: true })).toEqual({ do: 'end', cancel: true });
  });

  it('waits out what nobody knows', () => {
    expect(fate(456, true)).toBe('suspend');
  });

  it('renews at once the first time, and then ever later, up to a minute', () => {
    const delays = [0, 1, 2, 5, 20].map((failures) => renewalDelayMs(failures, () => 1));
    expect(delays).toEqual([0, 500, 1000, 8000, 60_000]);
    expect(renewalDelayMs(3, () => 0)).toBe(1000);
  });
});

describe('an order book', () => {
  const level = (price: number) => ({ price, size: 1, marketMaker: undefined });

  it('inserts, updates and deletes by position', () => {
    const book = new DepthBook();
    book.apply(1, 0, 0, level(10));
    book.apply(1, 0, 0, level(11));
    book.apply(1, 1, 1, level(9));
    book.apply(0, 0, 0, level(12));
    expect(book.bids.map((l) => l.price)).toEqual([11, 9]);
    book.apply(1, 2, 0, level(0));
    expect(book.bids.map((l) => l.price)).toEqual([9]);
    expect(book.asks.map((l) => l.price)).toEqual([12]);
  });

  it('survives positions beyond its end and operations it does not know', () => {
    const book = new DepthBook();
    expect(book.apply(1, 1, 7, level(10))).toBe(true);
    expect(book.apply(1, 2, 7, level(10))).toBe(true);
    expect(book.apply(1, 9, 0, level(10))).toBe(false);
    expect(book.apply(1, 0, -1, level(10))).toBe(false);
    expect(book.bids).toHaveLength(1);
  });

  it('hands out copies', () => {
    const book = new DepthBook();
    book.apply(1, 0, 0, level(10));
    const before = book.bids;
    book.clear();
    expect(before).toHaveLength(1);
  });
});

describe('the table of request ids', () => {
  it('finds owners, forgets them, and frees the pages of ids long gone', () => {
    const table = new IdTable<string>();
    const base = 2 ** 30;
    for (let i = 0; i < 5000; i++) table.set(base + i, `s${i}`);
    expect(table.get(base + 4321)).toBe('s4321');
    expect(table.get(base - 1)).toBeUndefined();
    expect(table.get(42)).toBeUndefined();
    for (let i = 0; i < 5000; i++) table.delete(base + i);
    expect([table.size, table.get(base + 1)]).toEqual([0, undefined]);
    table.set(base + 9_000_000, 'late');
    expect(table.get(base + 9_000_000)).toBe('late');
    expect(table.get(base + 1)).toBeUndefined();
  });

  it('knows the place of an id for one opening and for none after it, however many follow', () => {
    const table = new IdTable<string>();
    for (const id of [1, 2, 5000]) table.set(id, 'owner');
    table.place(1, 7, 3);
    expect([table.placeOf(1, 3), table.placeOf(2, 3), table.placeOf(5000, 3)]).toEqual([7, -1, -1]);
    let believed = 0;
    for (let opening = 4; opening < 100_000; opening++) {
      if (table.placeOf(1, opening) !== -1) believed++;
      if (opening % 3 === 0) table.place(opening % 2 === 0 ? 2 : 5000, opening, opening);
      if (opening % 3 === 0 && table.placeOf(opening % 2 === 0 ? 2 : 5000, opening) !== opening) believed++;
    }
    expect(believed).toBe(0);
    table.place(1, 2 ** 18 - 1, 100_000);
    expect(table.placeOf(1, 100_000)).toBe(2 ** 18 - 1);
    table.place(1, 2 ** 18, 100_000);
    expect(table.placeOf(1, 100_000), 'beyond what can be remembered').toBe(-1);
    table.place(1, 3, 100_000);
    table.place(1, -1, 100_000);
    expect(table.placeOf(1, 100_000)).toBe(-1);
  });
});
