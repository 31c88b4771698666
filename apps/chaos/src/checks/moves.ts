// Only legal moves, of the connection and of every trade; and every piece of news told once.

import { isLegalMove } from '@cq/connection';
import type { Outcome, Trade } from '@cq/broker';
import { stand } from '../trader/trading.js';
import type { Program } from '../trader/program.js';
import type { MakeCheck } from './check.js';

/** Written down a second time on purpose: the broker's own table could be wrong. */
const legal: Readonly<Record<Outcome, readonly Outcome[]>> = {
  pending: ['working', 'filled', 'cancelled', 'rejected', 'unknown'],
  working: ['filled', 'cancelled', 'rejected', 'unknown'],
  unknown: ['working', 'filled', 'cancelled', 'rejected', 'never-arrived'],
  // A correction can take from an order what it had filled.
  filled: ['working', 'cancelled'],
  // Fills arrive after cancels, and orders turn up after all.
  cancelled: ['filled', 'working'],
  rejected: ['working', 'filled', 'cancelled'],
  'never-arrived': ['working', 'filled', 'cancelled', 'rejected'],
};

export const legalMovesOnly: MakeCheck = () => ({
  begin(program) {
    watchConnection(program);
    watchTrades(program);
  },
});

function watchConnection({ connection, surroundings }: Program): void {
  const { failures, log } = surroundings;
  let state = connection.state;
  connection.on('state', ({ from, to }) => {
    log.add('state', `${from} → ${to}`);
    if (from !== state) failures.add('legal moves', `the connection left ${from}, but was ${state}`);
    if (!isLegalMove(from, to)) failures.add('legal moves', `connection: ${from} → ${to}`);
    state = to;
  });
  connection.on('connected', ({ session }) => {
    log.count(session.epoch > 1 ? 'reconnects' : 'first connects');
    log.add('state', `session ${session.epoch} speaks version ${session.serverVersion}`);
    if (!connection.isConnected()) failures.add('ready means ready', 'connected was told while not connected');
  });
  connection.on('bad-frame', ({ messageId, message }) => log.add('wire', `bad frame ${messageId}: ${message}`));
  connection.on('link', ({ link, dataLost }) => log.add('link', `${link}${dataLost ? ', data lost' : ''}`));
}

function watchTrades({ broker, surroundings }: Program): void {
  const { failures, log } = surroundings;
  const known = new Map<string, Outcome>();
  const nameOf = (trade: Trade): string => `${trade.orderRef}/${trade.permId ?? ''}`;
  broker.on('orderStatus', ({ trade, before }) => {
    log.add('order', stand(trade));
    const told = before && known.get(nameOf(before));
    if (told && told !== before.outcome)
      failures.add('legal moves', `${trade.orderRef} left ${before.outcome}, but was ${told}`);
    if (before && before.outcome !== trade.outcome && !legal[before.outcome].includes(trade.outcome))
      failures.add('legal moves', `${trade.orderRef}: ${before.outcome} → ${trade.outcome}`);
    known.set(nameOf(trade), trade.outcome);
  });
  broker.on('placed', () => log.count('orders placed'));
  broker.on('unknown', ({ trade }) => {
    log.count('orders unknown');
    log.add('order', `${trade.orderRef} is unknown`);
  });
  broker.on('settled', ({ trade, outcome }) => {
    log.count(`unknown settled as ${outcome}`);
    log.add('order', `${trade.orderRef} is settled: ${outcome}`);
  });
  broker.on('duplicate', ({ orderRef, trades }) => {
    log.count('orders doubled by TWS');
    log.add('order', `${orderRef} lives ${trades.length} times`);
  });
  broker.on('reconcileFailed', ({ error }) => log.add('order', `reconciliation failed: ${error.message}`));
  broker.on('reconciled', ({ reason, unsettled }) =>
    log.add('order', `reconciled (${reason}), ${unsettled.length} unsettled`),
  );
}
