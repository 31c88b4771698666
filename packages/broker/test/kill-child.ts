/** A process that trades as fast as it can, with a journal, until it is killed. */
import { IBKRBroker, openJournal } from '../src/index.js';

const [, , port, path, seed, durability] = process.argv;
const journal = openJournal(path ?? '', { durability: durability === 'disk' ? 'disk' : 'process' });
const broker = new IBKRBroker({
  port: Number(port),
  clientId: 7,
  env: {},
  envFile: false,
  journal,
  timeZone: 'America/New_York',
});
await broker.connect();
await broker.qualify('AAPL');

let state = Number(seed) || 1;
const random = (): number => {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
};

process.send?.('ready');
for (let n = 0; ; n += 1) {
  const kind = random();
  const orderRef = `${seed ?? ''}-${n}`;
  if (kind < 0.4)
    void broker
      .placeOrder('AAPL', { type: 'MKT', action: 'BUY', quantity: 1 + Math.floor(random() * 5), orderRef })
      .catch(() => undefined);
  else {
    const trade = broker.placeOrder('AAPL', { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1, orderRef });
    if (kind < 0.7) void trade.then((placed) => broker.cancelOrder(placed)).catch(() => undefined);
    else void trade.catch(() => undefined);
  }
  await new Promise((resolve) => setTimeout(resolve, random() * 30));
}
