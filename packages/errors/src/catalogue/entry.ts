/** What one row of the catalogue says: the words for a person, and what the code does to each kind of thing. */

export type Severity = 'info' | 'warning' | 'error';

export type Category =
  | 'session'
  | 'link'
  | 'farm'
  | 'pacing'
  | 'contract'
  | 'order'
  | 'market-data'
  | 'historical-data'
  | 'account'
  | 'advisor'
  | 'news'
  | 'scanner'
  | 'fundamentals'
  | 'config'
  | 'api'
  | 'unknown';

/**
 * Who can change the situation: `you` in code, `settings` of TWS or IB Gateway, `account` (permissions and
 * subscriptions in Client Portal), or `ibkr` (wait, or nothing to do).
 */
export type Owner = 'you' | 'settings' | 'account' | 'ibkr';

/**
 * - `refused`: a session that is being opened will not open. Means nothing once a session is ready.
 * - `ended`: the socket is, or is about to be, gone, with every request id on it.
 * - `link-lost`: TWS lost IBKR; the socket stays, orders already at IBKR keep working.
 * - `link-restored`: the link is back and TWS kept the subscriptions.
 * - `link-restored-data-lost`: the link is back and every subscription must be made again.
 * - `farm-changed`: one data farm changed, and nothing else did.
 */
export type SessionEffect =
  'none' | 'refused' | 'ended' | 'link-lost' | 'link-restored' | 'link-restored-data-lost' | 'farm-changed';

/**
 * What the code does to the order it names.
 * - `rejected`: an order being placed is dead. As the answer to a modification or a cancellation it refuses only
 *   that, and the order is as it was: {@link orderEffect} reads it against what was asked.
 * - `cancelled`: the order is no longer working. What was filled before stays filled.
 * - `modify-refused`, `cancel-refused`: the request failed, the order is as it was (perhaps filled already).
 * - `uncertain`: the code does not say. Ask TWS before believing anything.
 */
export type OrderEffect = 'none' | 'rejected' | 'cancelled' | 'modify-refused' | 'cancel-refused' | 'uncertain';

/**
 * - `ended`: nothing more will come on this request id; ask again under a new one when `retryable`.
 * - `suspended`: silent for now, or not to be trusted until it speaks again.
 * - `reset-book`: empty the order book; the rows that follow rebuild it.
 */
export type StreamEffect = 'none' | 'ended' | 'suspended' | 'reset-book';

/** `failed`: no answer will follow. `none`: the answer still comes, or there was nothing to answer. */
export type RequestEffect = 'none' | 'failed';

/**
 * How sure the row is: in IBKR's own table, seen on the wire, read or reported by others only, contradicted or
 * guessed in part, or not in the catalogue at all. The less sure, the more careful the effects.
 */
export type Confidence = 'documented' | 'observed' | 'inferred' | 'doubtful' | 'unlisted';

export type FarmKind = 'market-data' | 'historical-data' | 'security-definition';
export type FarmStatus = 'ok' | 'connecting' | 'inactive' | 'broken';

export interface CatalogueEntry {
  readonly code: number;
  /** What happened, in one sentence. */
  readonly description: string;
  /** What to do, most useful first. Empty when there is nothing to do, or nothing known. */
  readonly tips: readonly string[];
  readonly category: Category;
  readonly severity: Severity;
  readonly owner: Owner;
  /** May the same call, unchanged, succeed later? Never a licence to send an order twice. */
  readonly retryable: boolean;
  readonly onSession: SessionEffect;
  readonly onOrder: OrderEffect;
  readonly onStream: StreamEffect;
  readonly onRequest: RequestEffect;
  readonly confidence: Confidence;
  /** On farm notices: which family of farms, and what became of the one named in the text. */
  readonly farm?: { readonly kind: FarmKind; readonly status: FarmStatus };
}

/** A row as it is written down: an effect left out is `none`, a confidence left out is `documented`. */
export type Row = Omit<CatalogueEntry, 'onSession' | 'onOrder' | 'onStream' | 'onRequest' | 'confidence'> &
  Partial<Pick<CatalogueEntry, 'onSession' | 'onOrder' | 'onStream' | 'onRequest' | 'confidence'>>;
