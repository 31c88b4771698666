// Every invariant of a day.

import { booksAgree } from './books-agree.js';
import type { MakeCheck } from './check.js';
import { fillsToldOnce } from './fills-told-once.js';
import { legalMovesOnly } from './moves.js';
import { noComplaints } from './no-complaints.js';
import { quotesAreTrue } from './quotes-true.js';
import { sentOnce } from './sent-once.js';

export const allChecks: readonly MakeCheck[] = [
  sentOnce,
  legalMovesOnly,
  fillsToldOnce,
  quotesAreTrue,
  noComplaints,
  booksAgree,
];
