// connect, disconnect, reconnect and drops in every order and at the same time: the table of legal moves is the oracle.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { legalMoves } from '../src/index.js';
import type { ConnectionState, IBKRConnectionManager } from '../src/index.js';
import { FakeTws } from './fake-tws.js';
import { connectionTo, until } from './support.js';

type Step =
  | 'connect'
  | 'disconnect'
  | 'reconnect'
  | 'drop'
  | 'reset'
  | 'hang up raw'
  | 'refuse'
  | 'accept'
  | 'turn'
  | 'link lost'
  | 'link up';

interface World {
  readonly connection: IBKRConnectionManager;
  readonly fake: FakeTws;
  readonly flags: { refusing: boolean; wanted: boolean };
  /** What was called and has not been looked at yet. */
  readonly calls: Promise<unknown>[];
}

const isWanted = ({ flags }: World): boolean => flags.wanted;
const say = (fake: FakeTws, code: number): void => fake.sessions.at(-1)?.send(4, 2, -1, code, 'said', '');

const steps: Record<Step, (world: World) => unknown> = {
  connect(world) {
    world.flags.wanted = true;
    world.calls.push(world.connection.connect({ retryCount: 2, timeoutMs: 2_000 }).catch((error: unknown) => error));
  },
  disconnect(world) {
    world.flags.wanted = false;
    world.calls.push(world.connection.disconnect());
    if (!isWanted(world)) expect(world.connection.state).toBe('disconnected');
    expect(world.connection.isConnected()).toBe(false);
  },
  reconnect(world) {
    world.flags.wanted = true;
    world.calls.push(world.connection.reconnect({ timeoutMs: 2_000 }));
  },
  drop: ({ fake }) => fake.sessions.at(-1)?.socket.end(),
  reset: ({ fake }) => fake.sessions.at(-1)?.socket.resetAndDestroy(),
  'hang up raw': (world) => {
    if (world.connection.getStatus().accounts.length === 0) return;
    world.flags.wanted = false;
    world.connection.getIb().disconnect();
  },
  refuse: ({ flags }) => (flags.refusing = true),
  accept: ({ flags }) => (flags.refusing = false),
  turn: () => new Promise((resolve) => setTimeout(resolve, 3)),
  'link lost': ({ fake }) => say(fake, 1100),
  'link up': ({ fake }) => say(fake, 1102),
};

const names = Object.keys(steps) as Step[];
const reaction = fc.option(fc.constantFrom<Step>('connect', 'disconnect', 'reconnect'));

/** Plays a sequence against a fresh server; handlers react from inside with what is left of `reactions`. */
async function play(
  sequence: readonly Step[],
  reactions: readonly (Step | null)[],
  autoReconnect: boolean,
): Promise<void> {
  const moves: [ConnectionState, ConnectionState][] = [];
  const flags = { refusing: false, wanted: false };
  await using fake = await FakeTws.start({
    onConnection({ socket }) {
      if (flags.refusing) socket.resetAndDestroy();
    },
  });
  await using connection = connectionTo(fake, { autoReconnect, reconnect: { initialDelayMs: 1, maxDelayMs: 3 } });
  const world: World = { connection, fake, flags, calls: [] };
  const live = watchSessions(connection, moves);
  const waiting = [...reactions];
  const react = (): void => {
    const next = waiting.shift();
    if (next) steps[next](world);
  };
  connection.on('state', react);
  connection.addConnectHandler(react);
  connection.addDisconnectHandler(react);
  for (const step of sequence) {
    await steps[step](world);
    expect([0, 1]).toContain(live());
    const { state, connected } = connection.getStatus();
    expect(connected).toBe(state === 'connected');
  }
  flags.refusing = false;
  await settled(world.calls);
  for (const [from, to] of moves) expect(legalMoves[from]).toContain(to);
  moves.slice(1).forEach(([from], n) => expect(from).toBe(moves[n]?.[1]));
  await expectWhatWasWanted(world, autoReconnect);
  waiting.length = 0;
  await connection.disconnect();
  expect(live()).toBe(0);
  await until(() => fake.sessions.every(({ socket }) => socket.destroyed));
}

function watchSessions(connection: IBKRConnectionManager, moves: [ConnectionState, ConnectionState][]): () => number {
  const open = new Set<number>();
  connection.on('state', ({ from, to }) => void moves.push([from, to]));
  connection.on('connected', ({ session }) => {
    if (!session.signal.aborted) open.add(session.epoch);
  });
  connection.on('disconnected', ({ session }) => void open.delete(session.epoch));
  return () => open.size;
}

async function settled(calls: Promise<unknown>[]): Promise<void> {
  // Handlers add calls while the earlier ones settle.
  while (calls.length > 0) await Promise.allSettled(calls.splice(0));
}

async function expectWhatWasWanted({ connection, flags }: World, autoReconnect: boolean): Promise<void> {
  if (!flags.wanted) {
    expect(connection.state).toBe('disconnected');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(connection.state).toBe('disconnected');
  } else if (autoReconnect) {
    await until(() => connection.state === 'failed' || connection.getStatus().accounts.length > 0);
  }
}

test(
  'in any sequence every move is legal, every call settles, and what was wanted last is what is',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        (sequence, auto) => play(sequence, [], auto),
      ),
      { numRuns: 200 },
    );
  },
);

test('and so it is when handlers connect, disconnect and reconnect from inside', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 12 }),
      fc.array(reaction, { maxLength: 8 }),
      fc.boolean(),
      play,
    ),
    { numRuns: 200 },
  );
});
