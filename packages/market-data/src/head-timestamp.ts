/** How far back TWS's history of a contract goes. */
import type { QualifiedContract } from '@cq/connection';
import { request, type CallOptions } from '@cq/connection/internal';
import type { FeedContext } from './feed-context.js';
import { parseMoment } from './tws-time.js';
import { requestHeadTimestamp } from './tws.js';
import { checkWhatToShow, type WhatToShow } from './what-to-show.js';

export interface HeadTimestampOptions extends CallOptions {
  /** @default 'TRADES' */
  readonly whatToShow?: WhatToShow;
  /** @default true */
  readonly useRth?: boolean;
}

/** @throws RequestError when TWS has no history of that kind */
export async function askHeadTimestamp(
  { connection }: FeedContext,
  contract: QualifiedContract,
  options: HeadTimestampOptions,
): Promise<Date> {
  const { whatToShow = 'TRADES', useRth = true, ...call } = options;
  checkWhatToShow(whatToShow);
  return request<Date>(
    connection,
    'head timestamp',
    (exchange, resolve, reject) => {
      const { ib, reqId } = exchange;
      exchange.listen('headTimestamp', (id: number, text: string) => {
        if (id !== reqId) return;
        const moment = parseMoment(text);
        if (moment === undefined) reject(new Error(`The head timestamp '${text}' could not be read`));
        else resolve(moment.time);
      });
      requestHeadTimestamp(ib, reqId, contract, { whatToShow, useRth });
      // TWS keeps the request until it is cancelled, answered or not.
      return () => ib.cancelHeadTimestamp(reqId);
    },
    call,
  );
}
