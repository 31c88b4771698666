/** Why a connection or an order was refused, and what each reason says when nobody says more. */
import { TwsCode } from './codes.js';

export type ConnectionErrorReason =
  | 'refused'
  | 'timeout'
  | 'client-id-in-use'
  | 'unsupported-version'
  | 'mode-mismatch'
  | 'lost'
  | 'stale'
  | 'link-lost'
  | 'closed'
  | 'not-connected'
  | 'gave-up';

interface ReasonDefaults {
  readonly summary: string;
  readonly retryable: boolean;
  /** The row whose tips apply when no notice came with it. */
  readonly code: number;
}

const noCode = NaN;

export const reasonDefaults: Readonly<Record<ConnectionErrorReason, ReasonDefaults>> = {
  refused: { summary: 'TWS could not be reached', retryable: true, code: TwsCode.ConnectFailed },
  timeout: { summary: 'TWS did not answer in time', retryable: true, code: TwsCode.ConnectFailed },
  'client-id-in-use': {
    summary: 'The client id is in use on this TWS',
    retryable: true,
    code: TwsCode.ClientIdInUse,
  },
  'unsupported-version': {
    summary: 'This TWS speaks a version of the protocol that is not supported',
    retryable: false,
    code: TwsCode.UpdateTws,
  },
  'mode-mismatch': {
    summary: 'The accounts of this TWS are not of the kind that was asked for',
    retryable: false,
    code: noCode,
  },
  lost: { summary: 'The connection to TWS was lost', retryable: true, code: TwsCode.BadLength },
  stale: { summary: 'TWS fell silent and the connection was given up', retryable: true, code: noCode },
  'link-lost': { summary: 'TWS has lost its link to IBKR', retryable: true, code: TwsCode.LinkLost },
  closed: { summary: 'The connection was closed by this side', retryable: false, code: noCode },
  'not-connected': { summary: 'Not connected to TWS', retryable: true, code: TwsCode.NotConnected },
  'gave-up': {
    summary: 'TWS could not be reached and no further attempt is made',
    retryable: true,
    code: TwsCode.ConnectFailed,
  },
};

export type OrderRefusedReason =
  | 'not-connected'
  | 'link-lost'
  | 'stale'
  | 'reconciling'
  | 'read-only'
  | 'limit'
  | 'kill-switch'
  | 'journal'
  | 'mode-mismatch'
  | 'duplicate'
  | 'done';

interface RefusalDefaults {
  readonly summary: string;
  readonly retryable: boolean;
  readonly tips: readonly string[];
}

export const refusalDefaults: Readonly<Record<OrderRefusedReason, RefusalDefaults>> = {
  'not-connected': {
    summary: 'The order was not sent: there is no session with TWS',
    retryable: true,
    tips: ['Wait for a connect handler, or for connect() to resolve, and decide again at the price of that moment'],
  },
  'link-lost': {
    summary: 'The order was not sent: TWS has lost its link to IBKR',
    retryable: true,
    tips: ['Wait for the connect handler with plane "link", and decide again at the price of that moment'],
  },
  stale: {
    summary: 'The order was not sent: TWS has been silent and did not answer when asked',
    retryable: true,
    tips: ['Look at getStatus().health, and decide again once TWS answers'],
  },
  reconciling: {
    summary: 'The order was not sent: the fate of earlier orders is still being established',
    retryable: true,
    tips: ['Await reconciliation, which ends within seconds of the session becoming ready'],
  },
  'read-only': {
    summary: 'The order was not sent: this broker is read-only',
    retryable: false,
    tips: ['Leave out readOnly: true when creating the broker that is meant to trade'],
  },
  limit: {
    summary: 'The order was not sent: it exceeds a limit',
    retryable: false,
    tips: ['Send less, or raise the limit in the limits option of the broker'],
  },
  'kill-switch': {
    summary: 'The order was not sent: the kill switch is on',
    retryable: false,
    tips: ['Call rearm() once it is clear why the switch was used'],
  },
  journal: {
    summary: 'The order was not sent: the journal could not be written',
    retryable: false,
    tips: ['Look at the cause: a full disk, a lost volume, or a journal that was closed'],
  },
  'mode-mismatch': {
    summary: 'The order was not sent: the account is not of the kind that was asked for',
    retryable: false,
    tips: ['Set paperTrading to false to trade a live account, and mean it'],
  },
  duplicate: {
    summary: 'The order was not sent: its orderRef has been used',
    retryable: false,
    tips: ['Give a new order a new orderRef; look the earlier one up by this one before sending anything'],
  },
  done: {
    summary: 'Nothing was sent: the order is done',
    retryable: false,
    tips: ['Place a new order instead of changing one that is filled or cancelled'],
  },
};
