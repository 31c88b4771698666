/** Whether a client gets an instrument's market data: live, delayed, or an error instead. */

import type { Client } from '../client.js';
import type { Instrument } from '../market/instrument.js';
import type { World } from '../world.js';
import { deskOf, type MarketDataType } from './data-desk.js';

/** What a request for quotes comes to. */
export interface Entitlement {
  /** Said about the request, before any data. */
  readonly notice?: { readonly code: number; readonly text: string };
  /** The data that follows; `undefined` is none. */
  readonly type: MarketDataType | undefined;
}

const NOT_SUBSCRIBED = 'Requested market data is not subscribed.';

const TEXTS: Readonly<Record<number, string>> = {
  354: `${NOT_SUBSCRIBED}Delayed market data is not available.`,
  10089:
    "Requested market data requires additional subscription for API. See link in 'Market Data Connections' dialog for more details.",
  10090: 'Part of requested market data is not subscribed. Subscription-independent ticks are still active.',
  10091:
    "Part of requested market data requires additional subscription for API. See link in 'Market Data Connections' dialog for more details.",
  10167: `${NOT_SUBSCRIBED} Displaying delayed market data.`,
  10168: `${NOT_SUBSCRIBED} Delayed market data is not enabled.`,
  10197: 'No market data during competing live session',
};

/** Codes after which data follows all the same. */
const PARTIAL = new Set([10090, 10091]);

/** Decide what a request for an instrument's quotes comes to. */
export function entitlement(world: World, client: Client, instrument: Instrument): Entitlement {
  const wanted = deskOf(world).dataType(client);
  const competing = world.faults.find('competing-session');
  if (competing) return { notice: noticeOf(10197, instrument), type: undefined };
  const { symbol } = instrument;
  const fault = world.faults.strike('no-market-data', (f) => (f.symbol ?? symbol) === symbol);
  if (fault) return refused(fault.code, wanted, instrument);
  if (isSubscribed(world.market.settings.subscriptions, instrument))
    return { type: liveType(world, wanted, instrument) };
  if (!hasDelayed(instrument)) return { notice: noticeOf(354, instrument), type: undefined };
  return refused(wanted >= 3 ? 10167 : 10168, wanted, instrument);
}

/** Text of an entitlement code, with the suffix TWS adds. */
export function entitlementText(code: number, instrument: Instrument): string {
  const text = TEXTS[code] ?? NOT_SUBSCRIBED;
  if (code === 10089 || code === 10090 || code === 10091) {
    const exchange = instrument.primaryExchange || instrument.exchange;
    return `${text}Delayed market data is ${hasDelayed(instrument) ? '' : 'not '}available.${instrument.symbol} ${exchange}/TOP/ALL`;
  }
  return text;
}

function refused(code: number, wanted: MarketDataType, instrument: Instrument): Entitlement {
  const notice = noticeOf(code, instrument);
  if (PARTIAL.has(code)) return { notice, type: 1 };
  const delayed = code === 10167 || (code === 10089 && wanted >= 3);
  return { notice, type: delayed ? 3 : undefined };
}

const noticeOf = (code: number, instrument: Instrument) => ({ code, text: entitlementText(code, instrument) });

function liveType(world: World, wanted: MarketDataType, instrument: Instrument): MarketDataType {
  const open = world.market.isOpen(instrument, { outsideRth: true });
  return !open && (wanted === 2 || wanted === 4) ? 2 : 1;
}

/** No list means everything is subscribed. */
function isSubscribed(
  subscriptions: readonly string[] | undefined,
  { secType, exchange, primaryExchange }: Instrument,
): boolean {
  if (!subscriptions) return true;
  const listing = primaryExchange || exchange;
  return [secType, listing, `${secType}@${listing}`].some((name) => subscriptions.includes(name));
}

const hasDelayed = ({ secType }: Instrument): boolean => !['CRYPTO', 'BOND', 'FUND'].includes(secType);
