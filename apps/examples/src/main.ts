// npm start: the main job once, from the wire to the user. Against the simulator unless IB_PORT or IB_PAPER_PORT names a TWS or Gateway.

import { setTimeout as sleep } from 'node:timers/promises';
import { IBKRBroker, type Trade } from '@cq/broker';
import { IBKRConnectionManager } from '@cq/connection';
import { format, getErrorTips, IBKRError, TimeoutError } from '@cq/errors';
import { IBKRLiveDataFeed } from '@cq/market-data';
import { cable, type Cable } from './cable.js';
import { openEndpoint } from './endpoint.js';

const SYMBOLS = ['AAPL', 'MSFT', 'GOOGL'] as const;

const money = (amount: number | undefined): string =>
  amount === undefined ? '-' : amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function heading(text: string): void {
  console.log(`\n${text}`);
}

function showStatus(connection: IBKRConnectionManager): void {
  const status = connection.getStatus();
  console.log(`  ${status.state} to ${status.host}:${status.port} as client ${status.clientId}, paper trading`);
  console.log(`  accounts ${status.accounts.join(', ')}`);
}

async function showAccount(broker: IBKRBroker): Promise<void> {
  const balance = await broker.getAccountBalance();
  console.log(`  net liquidation  ${money(balance.netLiquidation).padStart(14)} ${balance.currency}`);
  console.log(`  cash             ${money(balance.totalCashValue).padStart(14)} ${balance.currency}`);
  console.log(`  buying power     ${money(balance.buyingPower).padStart(14)} ${balance.currency}`);
  const positions = await broker.getPositions();
  if (positions.length === 0) console.log('  no positions');
  for (const { contract, quantity, avgCost } of positions) {
    console.log(`  ${contract.symbol.padEnd(6)} ${quantity} at ${money(avgCost)}`);
  }
}

/** Prints one line a second for each symbol, and counts the quotes that came meanwhile. */
async function showPrices(feed: IBKRLiveDataFeed, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await sleep(1_000);
    const prices = SYMBOLS.map((symbol) => {
      const quote = feed.getLatestData(symbol);
      return `${symbol} ${money(quote?.bid)} / ${money(quote?.ask)}${quote?.stale ? ' (stale)' : ''}`;
    });
    console.log(`  ${prices.join('    ')}`);
  }
}

/** One share at the market, on paper: the guard of `paperTrading` refuses any other account before we get here. */
async function trade(broker: IBKRBroker): Promise<void> {
  let done: Trade;
  const placed = await broker.executeMarketOrder('AAPL', 1, 'BUY');
  console.log(`  order ${placed.orderId} acknowledged: ${placed.status}`);
  try {
    done = await broker.whenDone(placed, { timeoutMs: 8_000 });
  } catch (error) {
    if (!(IBKRError.is(error) && error.name === 'TimeoutError')) throw error;
    console.log('  not filled within 8 s (is the market open?): cancelling it');
    done = await broker.cancelOrder(placed);
  }
  for (const execution of await withCommissions(broker, done)) {
    const { commission } = execution;
    console.log(
      `  filled ${execution.quantity} at ${money(execution.price)} on ${execution.exchange}, ` +
        (commission ? `commission ${money(commission.amount)} ${commission.currency}` : 'commission not reported yet'),
    );
  }
  console.log(`  the order is ${done.outcome}`);
}

/** TWS reports the commission after the fill; a moment is enough. */
async function withCommissions(broker: IBKRBroker, done: Trade): Promise<Trade['executions']> {
  const latest = (): Trade['executions'] => broker.getOrderStatus(done)?.executions ?? done.executions;
  for (let tries = 0; tries < 20 && latest().some((e) => e.commission === undefined); tries++) await sleep(100);
  return latest();
}

/** Cuts the socket under the toolkit, waits for the next session, and shows that quotes go on by themselves. */
async function surviveACut(wire: Cable, connection: IBKRConnectionManager, feed: IBKRLiveDataFeed): Promise<void> {
  const before = connection.getStatus().reconnectCount;
  const resumed = new Set<string>();
  const stop = feed.on('resumed', ({ symbol }) => resumed.add(symbol));
  wire.cut();
  console.log('  the socket is gone');
  const deadline = Date.now() + 8_000;
  while (connection.getStatus().reconnectCount === before || resumed.size < SYMBOLS.length) {
    if (Date.now() > deadline) throw new TimeoutError('Waiting for the quotes to resume', 8_000);
    await sleep(20);
  }
  stop();
  const { reconnectCount } = connection.getStatus();
  console.log(
    `  reconnected (${reconnectCount}), and ${[...resumed].sort().join(', ')} tick again without being asked for`,
  );
}

function showTips(code: number): void {
  const tips = getErrorTips(code);
  console.log(`  ${code}: ${tips?.description ?? 'unknown'}`);
  for (const tip of tips?.tips ?? []) console.log(`    - ${tip}`);
}

async function firstLight(): Promise<void> {
  await using endpoint = await openEndpoint();
  const wire = cable();
  await using connection = new IBKRConnectionManager({ ...endpoint.options, paperTrading: true, dial: wire.dial });
  await using broker = new IBKRBroker({ connection });
  await using feed = new IBKRLiveDataFeed({ connection });

  heading('Connecting');
  await connection.connect({ timeoutMs: 5_000, retryCount: 1 });
  showStatus(connection);
  heading('The account');
  await showAccount(broker);
  heading('Prices');
  const results = await feed.subscribe(SYMBOLS);
  for (const [symbol, result] of results) if (!result.ok) console.log(`  ${symbol}: ${result.error.message}`);
  await showPrices(feed, 3);
  heading('A small paper order');
  await trade(broker);
  heading('Cutting the connection');
  await surviveACut(wire, connection, feed);
  await showPrices(feed, 2);
  heading('When TWS says 502');
  showTips(502);
  await connection.disconnect();
  heading(`Disconnected. Everything worked.`);
}

try {
  await firstLight();
} catch (error) {
  console.error(`\n${IBKRError.is(error) ? format(error) : String(error)}`);
  console.error('\nThe main job did not finish: the lines above say what failed and what to do.');
  process.exitCode = 1;
}
