/** One line on the TWS error channel: an error, a warning, or plain status. */
export interface Notice {
  readonly code: number;
  /** The text as TWS sent it. Localised with the TWS language, so never decide by it alone. */
  readonly message: string;
  /** The request or order the notice is about. Absent on session-wide notices. */
  readonly reqId?: number;
  /** What TWS attaches to an advanced order reject; its fields can be overridden by the order that is sent next. */
  readonly advancedOrderReject?: unknown;
}

/** The text of a notice, and no crash over one that has none because it came from untyped code. */
export function textOf({ message }: { readonly message: unknown }): string {
  return typeof message === 'string' ? message : '';
}
