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
  '04-account.ts': { prints: [/net liquidation 1000000 USD/, /account values/, /MSFT: 2 at [\d.]+/] },
  '06-bars.ts': {
    prints: [
      /\d+ daily bars, the last of \d{4}-\d\d-\d\d/,
      /Request 2 of 2/,
      /[1-9]\d* five-minute bars/,
      /Live \d{4}-.* open [\d.]+/,
    ],
  },
  '07-orders.ts': {
    prints: [
      /the same order, same id/,
      /outcome: cancelled/,
      /filled 1 at [\d.]+/,
      /commission 1/,
      /outcome: filled, average price [\d.]+/,
      /still active: 0/,
    ],
  },
  '12-option-chain.ts': { prints: [/\d+ expirations, \d+ strikes/, /[CP] delta -?0\.\d+ implied volatility 0\.\d+/] },
  '13-depth-and-ticks.ts': { prints: [/[\d.]+ × \d+/, /traded \d+ at [\d.]+/] },
  '14-journal.ts': {
    prints: [/placed order \d+ and left it working/, /finds order \d+: working, LMT AAPL/, /It cancels it: cancelled/],
  },
  '15-doctor.ts': { prints: [/Healthy endpoint: exit code 0/, /Nothing there: exit code 2/] },
  '16-moving-average.ts': { prints: [/the connection is reconnecting/, /BUY 1 AAPL/, /orders, each sent once/] },
};
