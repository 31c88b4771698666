// What each example must print, and how it is run.

export interface Expectation {
  readonly prints: readonly RegExp[];
  readonly args?: readonly string[];
  readonly code?: number;
}

export const expected: Readonly<Record<string, Expectation>> = {
  '01-connection-basic.ts': {
    prints: [
      /Connected to 127\.0\.0\.1:\d+ as client 1/,
      /Accounts: DU\d+/,
      /protocol version 1\d\d/,
      /State: disconnected/,
    ],
  },
  '02-connection-advanced.ts': {
    prints: [
      /State: disconnected → connecting/,
      /Up: socket, session 1/,
      /Down: socket/,
      /Up: socket, session 2/,
      /Reconnected by hand/,
    ],
  },
  '03-connection-monitoring.ts': {
    args: ['--seconds', '3'],
    prints: [/State\s+connected/, /Accounts\s+DU\d+/, /Round trip\s+[\d.]+ ms/, /Farms\s+\w+/, /Health\s+healthy/],
  },
  '10-error-tips.ts': { prints: [/502: /, /1101: /, /10349 on an order: none/, /usfarm/] },
  '11-many-connections.ts': {
    prints: [/Client 11: connected/, /Client 12: connected/, /Client 12 left; client 11 is connected/],
  },
};
