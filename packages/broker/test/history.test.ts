// What is remembered of each order, step by step, and for how long.

import { beforeEach, expect, it } from 'vitest';
import { History } from '../src/history.js';
import { book, mine, newBook, now, open, place, says } from './reports.js';

beforeEach(newBook);

it('the steps of an order are kept, and one that is no step is not', () => {
  const history = new History();
  history.note(place(), now());
  for (const change of [says('Submitted', 0), says('Submitted', 0), says('Submitted', 40)]) {
    history.note(change[0]!, now());
  }
  expect(history.of(mine()).map(({ stage, filled }) => [stage, filled])).toEqual([
    ['placed', 0],
    ['working', 0],
    ['partially-filled', 40],
  ]);
});

it('those of an order of somebody else go when it is struck out of the book', () => {
  const history = new History();
  const [change] = open('theirs', 'Submitted', { clientId: 2, permId: 901 });
  history.note(change!, now());
  const theirs = book.get({ permId: 901 })!;
  expect(history.of(theirs)).toHaveLength(1);
  history.forget(theirs);
  expect(history.of(theirs)).toEqual([]);
});
