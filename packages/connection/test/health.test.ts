// Health: half-open sockets are found in time, blocked loops are not taken for dead servers, and the verdict has reasons.

import { Simulator, VirtualClock } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { HealthMonitor } from '../src/health.js';
import { RoundTrips } from '../src/round-trips.js';
import { judge } from '../src/verdict.js';
import type { Measured } from '../src/verdict.js';
import { FakeTws, frame } from './fake-tws.js';
import { connectionTo, sent, until } from './support.js';

describe('a half-open socket', () => {
  test.each([
    { pingAfterMs: 5_000, pongWithinMs: 5_000 },
    { pingAfterMs: 1_000, pongWithinMs: 500 },
    { pingAfterMs: 60_000, pongWithinMs: 20_000 },
  ])('is found within the deadline plus a tenth: %o', async (health) => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock, health });
    await connection.connect();
    await clock.advance(2);
    const silentSince = clock.now();
    let foundAt: number | undefined;
    connection.on('disconnected', ({ cause }) => {
      foundAt = clock.now();
      expect(cause.reason).toBe('stale');
    });
    const halfOpen = sim.inject({ type: 'half-open' });
    const deadline = health.pingAfterMs + health.pongWithinMs;
    await clock.advance(deadline * 1.2);
    expect(foundAt).toBeDefined();
    expect((foundAt ?? 0) - silentSince).toBeLessThanOrEqual(deadline * 1.1);
    expect((foundAt ?? 0) - silentSince).toBeGreaterThan(health.pongWithinMs);
    halfOpen[Symbol.dispose]();
    await clock.advance(60_000);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', reconnectCount: 1 });
  });

  test('while the answer is owed the verdict says so', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock });
    await connection.connect();
    await clock.advance(2);
    using _ = sim.inject({ type: 'half-open' });
    await clock.advance(7_500);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', health: { verdict: 'degraded' } });
  });

  test('is never found with health: false, as asked', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock, health: false });
    await connection.connect();
    using _ = sim.inject({ type: 'half-open' });
    await clock.advance(3_600_000);
    expect(connection.state).toBe('connected');
    expect(sent(sim, 'reqCurrentTime')).toBe(0);
  });
});

test('a quiet TWS that answers is healthy for as long as it does', async () => {
  const clock = new VirtualClock();
  await using sim = await Simulator.start({ clock });
  await using connection = connectionTo(sim, { clock });
  await connection.connect();
  await clock.advance(600_000);
  expect(connection.getStatus()).toMatchObject({
    state: 'connected',
    reconnectCount: 0,
    health: { verdict: 'healthy' },
  });
  expect(sent(sim, 'reqCurrentTime')).toBeGreaterThan(100);
});

test('a TWS that talks but does not answer the question is alive', async () => {
  const clock = new VirtualClock();
  await using sim = await Simulator.start({ clock });
  using _ = sim.inject({ type: 'ignore', message: 'reqCurrentTime' });
  await using connection = connectionTo(sim, { clock });
  await connection.connect();
  for (let times = 0; times < 30; times += 1) {
    sim.notice(2104, `Market data farm connection is OK:farm${times}`);
    await clock.advance(2_000);
  }
  expect(connection.getStatus()).toMatchObject({ state: 'connected', reconnectCount: 0 });
});

test('round trip, clock skew and traffic are measured', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim);
  await connection.connect();
  await until(() => {
    const status = connection.getStatus();
    return status.state === 'connected' && status.roundTripMs !== undefined;
  });
  const status = connection.getStatus();
  if (status.state !== 'connected') throw new Error('not connected');
  expect(status.roundTripMs).toBeGreaterThan(0);
  expect(status.health.roundTrip).toMatchObject({ samples: 1, lastMs: status.roundTripMs });
  expect(Math.abs(status.health.clockSkewMs ?? Infinity)).toBeLessThan(2_000);
  const { bytesIn, bytesOut, messagesIn, messagesOut } = status.health.traffic;
  expect(messagesOut).toBe(2);
  expect(messagesIn).toBe(sim.transcript.count({ direction: 'out' }));
  expect(bytesIn).toBeGreaterThan(100);
  expect(bytesOut).toBeGreaterThan(20);
  expect(status.health.lastMessageAgeMs).toBeGreaterThanOrEqual(0);
});

describe('a message that comes in pieces', () => {
  test('is waited for while its bytes come in, and not for ever', async () => {
    const clock = new VirtualClock();
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake, { clock });
    await connection.connect();
    await until(() => fake.last.received.length === 2);
    const [first] = fake.sessions;
    first?.sendRaw(frame(17, 1, 'x'.repeat(100_000)).subarray(0, 1_000));
    let waitedMs = 0;
    while (fake.sessions.length === 1 && waitedMs < 60_000) {
      first?.sendRaw(Buffer.from('x'));
      await settle();
      await clock.advance(1_000);
      waitedMs += 1_000;
    }
    expect(waitedMs).toBeGreaterThan(20_000);
    expect(waitedMs).toBeLessThan(40_000);
  });
});

describe('a blocked event loop', () => {
  // The monitor by itself, with a clock whose timers can be late.
  function monitored(policy = { pingAfterMs: 1_000, pongWithinMs: 1_000 }) {
    let now = 0;
    let due: { at: number; callback: () => void } | undefined;
    const seen = { pings: 0, stale: 0, stalls: [] as number[], heardAt: 0, heard: 0 };
    const clock = {
      now: () => now,
      schedule(ms: number, callback: () => void) {
        due = { at: now + ms, callback };
        return () => (due = undefined);
      },
      sleep: () => Promise.resolve(),
    };
    const monitor = new HealthMonitor(policy, clock, {
      get lastHeardAt() {
        return seen.heardAt;
      },
      get messagesHeard() {
        return seen.heard;
      },
      isReceiving: () => false,
      ping: () => void (seen.pings += 1),
      stale: () => void (seen.stale += 1),
      stalled: (ms) => void seen.stalls.push(ms),
      looked: () => undefined,
    });
    const fire = (lateMs = 0): void => {
      const timer = due;
      if (!timer) throw new Error('No timer');
      due = undefined;
      now = timer.at + lateMs;
      timer.callback();
    };
    monitor.start();
    return { seen, fire, now: () => now };
  }

  test('silence during the block is not held against TWS', () => {
    const { seen, fire } = monitored();
    fire();
    expect(seen.pings).toBe(2);
    fire(60_000);
    expect(seen).toMatchObject({ stale: 0, stalls: [60_000] });
    fire();
    fire();
    expect(seen.stale).toBe(1);
  });

  test('an answer that waited unread in the kernel counts', () => {
    const { seen, fire, now } = monitored();
    fire();
    fire(60_000);
    seen.heardAt = now();
    seen.heard += 1;
    fire();
    expect(seen).toMatchObject({ stale: 0, pings: 3 });
  });

  test('without a block the verdict falls at the deadline, once what has arrived by then is read', () => {
    const { seen, fire, now } = monitored();
    fire();
    fire();
    expect(seen.stale).toBe(0);
    fire();
    expect(seen).toMatchObject({ stale: 1, stalls: [] });
    expect(now()).toBe(2_020);
  });

  test('a block that ends with the deadline leaves the answer unread, not unsaid', () => {
    const { seen, fire, now } = monitored();
    fire();
    fire(100);
    seen.heardAt = now();
    seen.heard += 1;
    fire();
    expect(seen).toMatchObject({ stale: 0, stalls: [] });
  });

  test('is reported, and the session survives it', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { health: { pingAfterMs: 30, pongWithinMs: 300 } });
    await connection.connect();
    const stalled = new Promise<number>((resolve) => connection.on('stall', ({ blockedMs }) => resolve(blockedMs)));
    await until(() => sent(sim, 'reqCurrentTime') >= 2);
    const until_ = Date.now() + 700;
    while (Date.now() < until_);
    expect(await stalled).toBeGreaterThan(250);
    const asked = sent(sim, 'reqCurrentTime');
    await until(() => sent(sim, 'reqCurrentTime') >= asked + 2);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', reconnectCount: 0 });
  });
});

describe('the verdict', () => {
  const well: Measured = {
    link: 'up',
    brokenFarms: [],
    unansweredMs: undefined,
    p99Ms: 1,
    clockSkewMs: 0,
    badFrames: 0,
    longestStallMs: 0,
    unsentBytes: 0,
    queued: 0,
    maxQueued: 10,
    transport: 'exchange',
  };

  test('healthy needs no reason', () => {
    expect(judge(well)).toEqual({ verdict: 'healthy', reasons: [] });
  });

  test.each<[Partial<Measured>, string, string]>([
    [{ link: 'lost' }, 'unhealthy', 'link to IBKR'],
    [{ brokenFarms: ['usfarm'] }, 'degraded', 'usfarm'],
    [{ unansweredMs: 2_500 }, 'degraded', '2500 ms'],
    [{ p99Ms: 1_500 }, 'degraded', 'slow'],
    [{ clockSkewMs: -5_000 }, 'degraded', '-5000 ms'],
    [{ badFrames: 2 }, 'degraded', '2 messages'],
    [{ longestStallMs: 3_000 }, 'degraded', 'busy for 3000 ms'],
    [{ queued: 6 }, 'degraded', '6 messages'],
    [{ unsentBytes: 100_000 }, 'degraded', 'does not read'],
    [{ transport: 'relay' }, 'degraded', 'relay'],
  ])('%o is %s', (change, verdict, mention) => {
    const judged = judge({ ...well, ...change });
    expect(judged.verdict).toBe(verdict);
    expect(judged.reasons.join()).toContain(mention);
  });
});

test('round trips pair questions and answers in order', () => {
  const trips = new RoundTrips();
  trips.asked(1_000);
  trips.asked(1_010);
  trips.answered(1_030, 1);
  trips.answered(1_035, 1);
  trips.answered(9_999, 1);
  expect(trips.summary).toEqual({ lastMs: 25, meanMs: 27.5, p99Ms: 30, samples: 2 });
  expect(trips.clockSkewMs).toBe(0);
});

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}
