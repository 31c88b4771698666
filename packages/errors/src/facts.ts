/** What the text of a notice can carry, beyond its number. */
import type { FarmKind, FarmStatus } from './catalogue/entry.js';

/** Why TWS has no data to give, as far as the text tells. */
export type DataRefusal =
  'pacing' | 'no-data' | 'cancelled' | 'competing-session' | 'no-permission' | 'no-head-timestamp' | 'not-supported';

/** The facts that one kind of notice carries. The kind follows from the code alone; what the text does not say is absent. */
export type NoticeFacts =
  | { readonly kind: 'farm'; readonly farmKind: FarmKind; readonly status: FarmStatus; readonly farm?: string }
  | { readonly kind: 'link-lost' }
  | {
      readonly kind: 'link-restored';
      readonly dataLost: boolean;
      readonly farms?: { readonly connected: readonly string[]; readonly disconnected: readonly string[] };
    }
  | { readonly kind: 'port-changed'; readonly port?: number }
  /** `exceeded` is false while TWS only warns. Rates are in messages per second. */
  | { readonly kind: 'pacing'; readonly exceeded: boolean; readonly limit?: number; readonly count?: number }
  | { readonly kind: 'data-refused'; readonly why?: DataRefusal; readonly reason?: string }
  | { readonly kind: 'order-rejected'; readonly reason?: string }
  | { readonly kind: 'order-cancelled'; readonly reason?: string }
  /** `state` is a word in the language of TWS. */
  | { readonly kind: 'cancel-refused'; readonly orderId?: number; readonly permId?: number; readonly state?: string }
  /** `delayed`: what TWS says of delayed data; `instruments` names the exchanges that lack a subscription. */
  | {
      readonly kind: 'data-advice';
      readonly delayed?: 'shown' | 'available' | 'not-enabled' | 'not-available';
      readonly instruments?: string;
    }
  | { readonly kind: 'invalid-request'; readonly readOnly?: true; readonly reason?: string }
  | { readonly kind: 'unknown-id'; readonly id?: number }
  | { readonly kind: 'order-message'; readonly order?: string; readonly warning?: string; readonly heldUntil?: string }
  | { readonly kind: 'price-capped'; readonly order?: string; readonly price?: number }
  | {
      readonly kind: 'depth-exchanges';
      readonly depth?: readonly string[];
      readonly top?: readonly string[];
      readonly missing?: readonly string[];
    }
  | { readonly kind: 'size-trimmed'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'account-alert'; readonly account?: string }
  | {
      readonly kind: 'contract-conflict';
      readonly conflicts?: readonly { readonly field: string; readonly requested: string; readonly actual: string }[];
    }
  | { readonly kind: 'invalid-order-id'; readonly orderId?: number }
  | { readonly kind: 'other' };
