// What every test here needs: a connection that reads no environment, and waiting without luck.

import type { Simulator } from '@cq/simulator';
import { IBKRConnectionManager } from '../src/index.js';
import type { ConnectionOptions } from '../src/index.js';

export function connectionTo(
  server: { readonly host: string; readonly port: number },
  options: ConnectionOptions = {},
): IBKRConnectionManager {
  return new IBKRConnectionManager({ host: server.host, port: server.port, env: {}, envFile: false, ...options });
}

/** Resolves when `condition` holds; rejects after `timeoutMs` of real time. */
export async function until(condition: () => boolean, timeoutMs = 5_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A port on which nothing listens. */
export const nobody = { host: '127.0.0.1', port: 1 } as const;

/** Every message from the client with this name. */
export function sent(sim: Simulator, name: string): number {
  return sim.transcript.count((entry) => entry.direction === 'in' && entry.name === name);
}

/** A seeded random number generator (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
