/** The order of reports, turned round on purpose: commission before execution, execution before open order. */

import type { Client, OutgoingFrame } from '../client.js';
import type { MessageName } from '../message-ids.js';
import type { World } from '../world.js';

const RANK: Readonly<Partial<Record<MessageName, number>>> = { commissionReport: 0, execDetails: 1 };
const LAST = 2;

/** Do it; while `reorder-status` is in force and something traded, say in the wrong order what comes of it. */
export function withReordering(world: World, action: () => void): void {
  if (world.faults.isEmpty || !world.faults.find('reorder-status')) {
    action();
    return;
  }
  const captured = captureAll([...world.clients], action);
  const traded = captured.some(({ frames }) => frames.some((frame) => frame.name === 'execDetails'));
  if (traded) world.faults.strike('reorder-status');
  for (const { client, frames } of captured) client.emit(traded ? frames.toSorted(byRank) : frames);
}

interface Captured {
  readonly client: Client;
  readonly frames: readonly OutgoingFrame[];
}

function captureAll(clients: readonly Client[], action: () => void): readonly Captured[] {
  const [client, ...others] = clients;
  if (!client) {
    action();
    return [];
  }
  let rest: readonly Captured[] = [];
  const frames = client.capture(() => {
    rest = captureAll(others, action);
  });
  return [{ client, frames }, ...rest];
}

function byRank(a: OutgoingFrame, b: OutgoingFrame): number {
  return (RANK[a.name] ?? LAST) - (RANK[b.name] ?? LAST);
}
