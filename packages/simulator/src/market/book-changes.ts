/** From one state of a displayed book to the next: inserts, updates and deletes by position, as depth messages carry them. */

import type { MakerLevel } from './order-book.js';

export type Operation = 'insert' | 'update' | 'delete';

/** One step. Positions count from 0, the best price; steps are applied in order. */
export interface BookChange {
  readonly operation: Operation;
  readonly position: number;
  readonly level: MakerLevel;
}

/** The steps that turn one side of a book into another. */
export function bookChanges(before: readonly MakerLevel[], after: readonly MakerLevel[]): BookChange[] {
  const rows = [...before];
  const changes: BookChange[] = [];
  const step = (operation: Operation, position: number, level: MakerLevel): void => {
    changes.push({ operation, position, level });
    if (operation === 'insert') rows.splice(position, 0, level);
    else if (operation === 'update') rows[position] = level;
    else rows.splice(position, 1);
  };
  after.forEach((level, position) => {
    const old = rows[position];
    if (!old) step('insert', position, level);
    else if (isSame(old, level)) {
      if (old.size !== level.size) step('update', position, level);
    } else if (rows.some((row, i) => i > position && isSame(row, level))) {
      while (rows[position] && !isSame(rows[position], level)) step('delete', position, rows[position]);
      if (rows[position]?.size !== level.size) step('update', position, level);
    } else if (after.some((row, i) => i > position && isSame(row, old))) step('insert', position, level);
    else step('update', position, level);
  });
  for (let position = rows.length - 1; position >= after.length; position--) {
    const extra = rows[position];
    if (extra) step('delete', position, extra);
  }
  return changes;
}

const isSame = (a: MakerLevel, b: MakerLevel): boolean => a.price === b.price && a.maker === b.maker;
