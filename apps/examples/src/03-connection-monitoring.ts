// A live view of the connection: state, uptime, reconnects, round trip, farms and accounts. Ends with Ctrl-C.
//   pnpm example connection-monitoring --seconds 10     ends by itself

import { parseArgs } from 'node:util';
import { IBKRConnectionManager, type ConnectionStatus } from '@cq/connection';
import { openEndpoint } from './endpoint.js';
import { run } from './run.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: 'Infinity' } } });
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new RangeError(`--seconds must be a number above 0, not ${values.seconds}`);
const endsAt = Date.now() + seconds * 1000;

function lines(status: ConnectionStatus): string[] {
  const always = [
    `State       ${status.state}${status.overdue ? ' (overdue)' : ''}`,
    `Endpoint    ${status.host}:${status.port}, client ${status.clientId}, ${status.paperTrading ? 'paper' : 'live'}`,
    `Uptime      ${status.uptimeSeconds === undefined ? '-' : `${status.uptimeSeconds.toFixed(0)} s`}`,
    `Reconnects  ${status.reconnectCount}`,
    `Accounts    ${status.accounts.join(', ') || '-'}`,
  ];
  if (status.state === 'failed') return [...always, `Failed      ${status.error.message}`];
  if (!('farms' in status)) return [...always, `Cause       ${status.cause?.message ?? '-'}`];
  const farms = status.farms.map((farm) => `${farm.name} ${farm.status}`);
  return [
    ...always,
    `Round trip  ${status.roundTripMs === undefined ? '-' : `${status.roundTripMs.toFixed(1)} ms`}`,
    `Link        ${status.link}`,
    `Farms       ${farms.join(', ') || '-'}`,
    `Health      ${[status.health.verdict, ...status.health.reasons].join('; ')}`,
  ];
}

await run(async () => {
  await using endpoint = await openEndpoint();
  await using connection = new IBKRConnectionManager({ ...endpoint.options, health: { pingAfterMs: 1_000 } });
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  await connection.connect();

  let drawn = 0;
  while (!stopping.signal.aborted && Date.now() < endsAt) {
    const view = lines(connection.getStatus());
    // On a terminal the view is redrawn in place; in a pipe it is printed again.
    if (process.stdout.isTTY && drawn > 0) process.stdout.write(`\u001b[${drawn}A\u001b[J`);
    console.log(view.join('\n'));
    drawn = view.length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
});
