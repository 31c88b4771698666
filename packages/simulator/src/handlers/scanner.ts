/** Market scanners: what can be asked, and the answer every half minute. */

import type { Field } from '../fields.js';
import { scan, SCAN_CODES, type ScanRequest, type ScanRow } from '../market/scan.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';
import { scannerParameters } from './scanner-parameters.js';
import { historyError } from './what-to-show.js';

export const scannerHandlers: HandlerTable = {
  reqScannerParameters: ({ client }) => client.send('scannerParameters', 1, scannerParameters()),
  reqScannerSubscription,
  cancelScannerSubscription,
};

const REFRESH_MS = 30_000;
const MOST_ROWS = 50;
const MOST_SCANNERS = 10;

function reqScannerSubscription(call: Call): void {
  const { client } = call;
  const { reqId, request } = readSubscription(call);
  const key = `scanner:${reqId}`;
  if (client.holds(key)) throw new Refusal(322, "Error processing request.-'bO' : cause - Duplicate ticker id", reqId);
  if (client.held('scanner:').length >= MOST_SCANNERS) {
    throw historyError(`Only ${MOST_SCANNERS} simultaneous API scanner subscriptions are permitted`, reqId);
  }
  if (!SCAN_CODES.includes(request.code)) throw historyError(`Scan code ${request.code} is invalid`, reqId);
  let cancel: () => void;
  const answer = (): void => {
    const rows = scan(call.world.market, request);
    client.send('scannerData', 3, reqId, rows.length, ...rows.flatMap(rowFields));
    cancel = call.clock.schedule(REFRESH_MS, answer);
  };
  answer();
  client.hold(key, () => cancel());
}

function readSubscription({ fields }: Call): { readonly reqId: number; readonly request: ScanRequest } {
  const reqId = fields.int();
  const rows = fields.optionalInt() ?? -1;
  const [instrument, location, code] = [fields.string(), fields.string(), fields.string()];
  const [abovePrice, belowPrice, aboveVolume] = [
    fields.optionalNumber(),
    fields.optionalNumber(),
    fields.optionalNumber(),
  ];
  if (instrument === '') throw invalidRequest('Please enter instrument', reqId);
  if (location === '') throw invalidRequest('Please enter location code', reqId);
  const request = { rows: rows > 0 ? Math.min(rows, MOST_ROWS) : MOST_ROWS, instrument, location, code };
  return {
    reqId,
    request: {
      ...request,
      abovePrice: abovePrice ?? -Infinity,
      belowPrice: belowPrice ?? Infinity,
      aboveVolume: aboveVolume ?? -Infinity,
    },
  };
}

function rowFields({ instrument: i }: ScanRow, rank: number): Field[] {
  const exchange = i.validExchanges.includes('SMART') ? 'SMART' : i.exchange;
  const contract = [rank, i.conId, i.symbol, i.secType, i.lastTradeDate, i.strike, i.right, exchange, i.currency];
  return [...contract, i.localSymbol, i.marketName, i.tradingClass, '', '', '', ''];
}

function cancelScannerSubscription({ client, fields }: Call): void {
  fields.skip();
  const reqId = fields.int();
  if (!client.release(`scanner:${reqId}`)) {
    throw new Refusal(365, `No scanner subscription found for ticker id:${reqId}`, reqId);
  }
  throw historyError(`API scanner subscription cancelled: ${reqId}`, reqId);
}
