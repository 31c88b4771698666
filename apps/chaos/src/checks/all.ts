// Every invariant of a day.

import { booksAgree } from './books-agree.js';
import type { MakeCheck } from './check.js';
import { fillsToldOnce } from './fills-told-once.js';
import { legalMovesOnly } from './moves.js';
import { noComplaints } from './no-complaints.js';
import { quotesAreTrue } from './quotes-true.js';
import { sentOnce } from './sent-once.js';
import { streamsGoOn } from './streams-go-on.js';
import { waitersAreTold } from './waiters-are-told.js';

export const allChecks: readonly MakeCheck[] = [
  sentOnce,
  legalMovesOnly,
  fillsToldOnce,
  quotesAreTrue,
  noComplaints,
  streamsGoOn,
  waitersAreTold,
  booksAgree,
];
