// What a TWS code means, what it does, and what to do about it. Needs no connection.

import { describe, getErrorTips, parseNotice } from '@cq/errors';

for (const code of [502, 326, 1100, 1101, 1102, 10349]) {
  const tips = getErrorTips(code);
  if (!tips) continue;
  console.log(`${code}: ${tips.description}`);
  for (const tip of tips.tips) console.log(`  - ${tip}`);
}

const { onOrder, onSession, retryable } = describe(10349);
console.log(`10349 on an order: ${onOrder}; on the session: ${onSession}; retryable: ${retryable}`);

const notice = parseNotice({ code: 2103, message: 'Market data farm connection is broken:usfarm' });
console.log(notice);
