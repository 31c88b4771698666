import { beforeEach, describe, expect, it } from 'vitest';
import type { ReportFact, TradeFact } from '../src/facts.js';
import type { Order } from '../src/order.js';
import { isDone, stageOf } from '../src/trade.js';
import { book, contract, describedAs, ids, limit, mine, newBook, now, open, place, says, traded } from './reports.js';

beforeEach(newBook);

describe('the usual life', () => {
  it('goes from placed through acknowledged, working and partially filled to filled', () => {
    const stages = [stageOf(place().after)];
    for (const change of [
      says('PendingSubmit', 0),
      open('mine', 'Submitted'),
      traded('a.01', 40),
      says('Submitted', 40),
    ]) {
      stages.push(stageOf(change[0]!.after));
    }
    traded('b.01', 60);
    expect([...stages, stageOf(mine())]).toEqual([
      'placed',
      'acknowledged',
      'working',
      'partially-filled',
      'partially-filled',
      'filled',
    ]);
    expect(mine()).toMatchObject({ permId: 900, filled: 100, remaining: 0, avgFillPrice: 150 });
  });

  it('is the same when statuses come twice and out of order', () => {
    place();
    traded('a.01', 100);
    says('Filled', 100);
    says('Submitted', 0);
    says('PreSubmitted', 0);
    says('Filled', 100);
    open('mine', 'Submitted');
    expect(mine()).toMatchObject({ outcome: 'filled', filled: 100, remaining: 0 });
  });

  it('counts fills that statuses knew first', () => {
    place();
    says('Submitted', 70);
    expect(mine()).toMatchObject({ filled: 70, remaining: 30 });
    traded('a.01', 70);
    expect(mine()).toMatchObject({ filled: 70, remaining: 30 });
  });

  it('joins a commission that comes before its execution', () => {
    place();
    const commission = { amount: 1, currency: 'USD', realizedPnl: undefined };
    expect(book.report({ type: 'commission', execId: 'a.01', commission, at: now() })).toEqual([]);
    traded('a.01', 100);
    expect(mine().executions[0]?.commission).toEqual(commission);
  });
});

describe('statuses that are no ends', () => {
  it.each(['PendingCancel', 'Inactive', 'PreSubmitted', 'PendingSubmit', 'ApiPending'] as const)(
    '%s leaves the order alive',
    (status) => {
      place();
      says(status, 0);
      expect(mine().outcome).toBe('working');
    },
  );
});

describe('a fill after a cancel', () => {
  it('is a fill', () => {
    place();
    says('Submitted', 0);
    says('Cancelled', 0);
    expect(mine().outcome).toBe('cancelled');
    traded('late.01', 100);
    expect(mine()).toMatchObject({ outcome: 'filled', filled: 100 });
  });

  it('of a part leaves it cancelled, with that part filled', () => {
    place();
    says('Cancelled', 0);
    traded('late.01', 30);
    expect(mine()).toMatchObject({ outcome: 'cancelled', filled: 30 });
  });
});

describe('a correction', () => {
  it('changes what is filled, also where statuses said more', () => {
    place();
    traded('a.01', 100);
    says('Filled', 100);
    const [change] = traded('a.02', 90);
    expect(change?.entry).toMatchObject({ type: 'correction', delta: -10 });
    expect(mine()).toMatchObject({ filled: 90, remaining: 10 });
  });
});

describe('an order nobody answered for', () => {
  const lost = (): TradeFact => ({ type: 'lost', at: now() });

  it('is unknown, and no end', () => {
    place();
    book.apply({ orderRef: 'mine' }, lost());
    expect(mine().outcome).toBe('unknown');
    expect(isDone(mine())).toBe(false);
  });

  it('is found by its name under another order id', () => {
    place();
    book.apply({ orderRef: 'mine' }, lost());
    open('mine', 'Submitted', { orderId: 77, source: 'snapshot' });
    expect(mine()).toMatchObject({ outcome: 'working', orderId: 77, permId: 900 });
  });

  it('is found in the list of completed orders', () => {
    place();
    book.apply({ orderRef: 'mine' }, lost());
    book.report({
      type: 'completed',
      permId: 900,
      contract,
      order: describedAs(limit, 'mine'),
      status: 'Cancelled',
      filled: 0,
      completedStatus: 'Cancelled by Trader',
      completedTime: undefined,
      at: now(),
    });
    expect(mine()).toMatchObject({ outcome: 'cancelled', permId: 900 });
  });

  it('lives, should it arrive after all', () => {
    place();
    book.apply({ orderRef: 'mine' }, lost());
    book.apply({ orderRef: 'mine' }, { type: 'never-arrived', at: now() });
    expect(isDone(mine())).toBe(true);
    traded('a.01', 100);
    expect(mine()).toMatchObject({ outcome: 'filled' });
  });
});

describe('order ids that TWS issues again', () => {
  it('do not let a report land on the order that had the id before', () => {
    place('old', 10);
    open('old', 'Submitted', { permId: 900 });
    open('new', 'Submitted', { permId: 901 });
    says('Filled', 100, { permId: 901 });
    traded('n.01', 100, { permId: 901, orderRef: 'new' });
    expect(book.get({ permId: 900 })).toMatchObject({ orderRef: 'old', outcome: 'working', filled: 0 });
    expect(book.get({ permId: 901 })).toMatchObject({ orderRef: 'new', outcome: 'filled', filled: 100 });
  });
});

describe('two orders of one placement', () => {
  it('are both in the book, and the second is reported as a duplicate', () => {
    place();
    open('mine', 'Submitted', { permId: 900 });
    const [change] = open('mine', 'Submitted', { permId: 901 });
    expect(change?.duplicateOf).toMatchObject({ permId: 900 });
    says('Cancelled', 0, { permId: 900 });
    traded('b.01', 100, { permId: 901 });
    expect(book.find({ orderRef: 'mine' }).map(({ permId, outcome }) => [permId, outcome])).toEqual([
      [900, 'cancelled'],
      [901, 'filled'],
    ]);
  });

  it('keep apart statuses that come before the second is described', () => {
    place();
    open('mine', 'Submitted', { permId: 900 });
    expect(says('Filled', 100, { permId: 901 })).toEqual([]);
    open('mine', 'Submitted', { permId: 901 });
    expect(book.find({ orderRef: 'mine' }).map(({ outcome }) => outcome)).toEqual(['working', 'filled']);
  });
});

describe('orders of others', () => {
  it('are shown with their owner and do not mix with ours of the same number', () => {
    place('mine', 10);
    open('', 'Submitted', { clientId: 7, orderId: 10, permId: 500 });
    open('', 'Submitted', { clientId: 0, orderId: -3, permId: 501 });
    expect(book.get({ permId: 500 })?.owner).toBe('other-client');
    expect(book.get({ permId: 501 })?.owner).toBe('tws');
    expect(mine()).toMatchObject({ outcome: 'pending', owner: 'this-client' });
  });
});

describe('a change', () => {
  const dearer: Order = { ...limit, type: 'LMT', limitPrice: 151 };

  it('keeps the identity and is accepted when TWS shows it', () => {
    place();
    open('mine', 'Submitted');
    book.apply({ orderRef: 'mine' }, { type: 'modifying', order: dearer, at: now() });
    expect(open('mine', 'Submitted')[0]?.modified).toBeUndefined();
    expect(open('mine', 'Submitted', { order: dearer })[0]?.modified).toBe(true);
    expect(mine()).toMatchObject({ orderRef: 'mine', orderId: 10, permId: 900, order: { limitPrice: 151 } });
  });

  it('refused leaves the order as it was', () => {
    place();
    open('mine', 'Submitted');
    book.apply({ orderRef: 'mine' }, { type: 'modifying', order: dearer, at: now() });
    book.apply({ orderRef: 'mine' }, { type: 'dropped', activity: 'modify', at: now() });
    expect(mine()).toMatchObject({ outcome: 'working', order: { limitPrice: 150 } });
  });

  it('made in TWS by hand shows', () => {
    place();
    open('mine', 'Submitted', { order: { ...dearer, type: 'LMT', quantity: 50 } });
    expect(mine()).toMatchObject({ quantity: 50, order: { limitPrice: 151, quantity: 50 } });
  });
});

it('takes back an order that was not written', () => {
  place();
  book.withdraw('mine');
  expect(book.trades()).toEqual([]);
  expect(book.isUsed('mine')).toBe(false);
  const fact: ReportFact = {
    type: 'status',
    ...ids({}),
    status: 'Submitted',
    filled: 0,
    remaining: 100,
    avgFillPrice: undefined,
    whyHeld: undefined,
    at: now(),
  };
  expect(book.report(fact)).toEqual([]);
});
