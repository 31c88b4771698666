// The five states of a connection and the only moves between them.

export const ConnectionState = {
  Disconnected: 'disconnected',
  Connecting: 'connecting',
  Connected: 'connected',
  Reconnecting: 'reconnecting',
  Failed: 'failed',
} as const;
export type ConnectionState = (typeof ConnectionState)[keyof typeof ConnectionState];

/** Everything a connection may do next. What is not listed here never happens. */
export const legalMoves: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  disconnected: ['connecting'],
  connecting: ['connected', 'failed', 'disconnected'],
  connected: ['reconnecting', 'disconnected', 'failed'],
  reconnecting: ['connected', 'failed', 'disconnected'],
  failed: ['connecting', 'disconnected'],
};

/** Whether `from → to` is a legal move. Staying where one is always is. */
export function isLegalMove(from: ConnectionState, to: ConnectionState): boolean {
  return from === to || legalMoves[from].includes(to);
}
