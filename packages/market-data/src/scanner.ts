/** The market scanner: which instruments lead a ranking, once or as it changes. */
import type { QualifiedContract } from '@cq/connection';
import {
  fromTwsContract,
  onAbort,
  request,
  subscribe,
  type CallOptions,
  type Exchange,
  type Stop,
} from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import type { Contract as TwsContract } from '@stoqey/ib';
import type { FeedContext } from './feed-context.js';
import { isScanCode, requestScan, type ScanQuery } from './tws.js';

export interface ScanRow {
  /** 0 is the first. */
  readonly rank: number;
  readonly contract: QualifiedContract;
  readonly marketName: string | undefined;
  readonly distance: string;
  readonly benchmark: string;
  readonly projection: string;
}

const NOTHING_FITS = /no items retrieved/i;

interface LibraryRow {
  readonly contract: TwsContract;
  readonly marketName?: string;
}

/** The ranking as it stands. `[]` when nothing fits. */
export async function askScan(
  { connection }: FeedContext,
  query: ScanQuery,
  options: CallOptions,
): Promise<readonly ScanRow[]> {
  checkScan(query);
  return request<readonly ScanRow[]>(
    connection,
    'scanner',
    (exchange, resolve) => scan(exchange, query, resolve),
    options,
  );
}

/** The ranking each time TWS computes it anew, about every thirty seconds. Ends by `break`, and with the feed. */
export function readScans(
  { connection }: FeedContext,
  query: ScanQuery,
  { signal, closing }: { readonly signal?: AbortSignal | undefined; readonly closing: AbortSignal },
): AsyncIterableIterator<readonly ScanRow[], undefined> {
  closing.throwIfAborted();
  checkScan(query);
  const reader = subscribe<readonly ScanRow[]>(connection, 'scanner', (exchange, push) => scan(exchange, query, push), {
    buffer: { keep: 'latest', by: () => 0 },
    ...(signal && { signal }),
  });
  const forget = onAbort(closing, () => reader.close());
  return {
    async next() {
      let isOver = true;
      try {
        const result = await reader.next();
        isOver = result.done === true;
        return result;
      } finally {
        // Whoever ended it: the feed lives on, and with it its signal.
        if (isOver) forget();
      }
    },
    return() {
      forget();
      reader.close();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function scan(exchange: Exchange, query: ScanQuery, give: (rows: readonly ScanRow[]) => void): Stop {
  const { ib, reqId } = exchange;
  let rows: ScanRow[] = [];
  exchange.listen(
    'scannerData',
    (id: number, rank: number, row: LibraryRow, distance: string, benchmark: string, projection: string) => {
      if (id !== reqId) return;
      rows.push({
        rank,
        contract: fromTwsContract(row.contract),
        marketName: row.marketName,
        distance,
        benchmark,
        projection,
      });
    },
  );
  exchange.listen('scannerDataEnd', (id: number) => {
    if (id !== reqId) return;
    give(rows);
    rows = [];
  });
  // TWS has no message for an empty ranking: it says so in a notice, and is done.
  exchange.onNotice(({ message }) => {
    if (NOTHING_FITS.test(message)) give([]);
  });
  requestScan(ib, reqId, query);
  return () => ib.cancelScannerSubscription(reqId);
}

function checkScan({ scanCode, rows = 1 }: ScanQuery): void {
  const name: string = scanCode;
  if (!isScanCode(name)) throw new InvalidArgumentError('scanCode', `must be one TWS knows; got '${name}'`);
  if (!Number.isInteger(rows) || rows < 1 || rows > 50) throw new InvalidArgumentError('rows', 'must be from 1 to 50');
}
