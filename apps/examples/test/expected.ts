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
  '05-quotes.ts': {
    prints: [
      /AAPL: subscribed/,
      /MSFT: subscribed/,
      /NOSUCHSYMBOL: .*no contract/,
      /(AAPL|MSFT) [\d.]+ \/ [\d.]+/,
      /Last price of AAPL: [\d.]+/,
    ],
  },
  '08-survive-a-disconnect.ts': {
    prints: [/Lost the socket/, /Session 2 is ready/, /AAPL ticks again after \d+ ms/, /Reconnects: 1/],
  },
  '09-faults.ts': {
    prints: [
      /lost the socket: lost/,
      /lost the socket: stale/,
      /lost the link: link-lost/,
      /healed, in session 2/,
      /healed, in session 1/,
    ],
  },
  '10-error-tips.ts': { prints: [/502: /, /1101: /, /10349 on an order: none/, /usfarm/] },
  '11-many-connections.ts': {
    prints: [/Client 11: connected/, /Client 12: connected/, /Client 12 left; client 11 is connected/],
  },
};
