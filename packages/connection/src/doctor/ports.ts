// The ports on which TWS and IB Gateway listen, and a look at who answers there. A look stops before START_API: it takes
// no client id and begins no session.

import { createConnection } from 'node:net';
import type { Socket } from 'node:net';

/** A port, and what is expected to listen there. */
export interface KnownPort {
  readonly port: number;
  readonly program: 'TWS' | 'IB Gateway';
  readonly mode: 'paper' | 'live';
}

/** As the programs are installed. */
export const standardPorts: readonly KnownPort[] = [
  { port: 7497, program: 'TWS', mode: 'paper' },
  { port: 7496, program: 'TWS', mode: 'live' },
  { port: 4002, program: 'IB Gateway', mode: 'paper' },
  { port: 4001, program: 'IB Gateway', mode: 'live' },
];

/** `other` speaks, but not the protocol; `mute` accepts and says nothing; `unreachable` does not even refuse. */
export type PortAnswer = 'tws' | 'mute' | 'other' | 'refused' | 'unreachable';

export interface LookedAt {
  readonly port: number;
  readonly answer: PortAnswer;
  /** What TWS said it speaks, when it did. */
  readonly serverVersion: number | undefined;
}

const GREETING = Buffer.concat([Buffer.from('API\0'), Buffer.from([0, 0, 0, 9]), Buffer.from('v100..193')]);

/** Sees who answers on a port. Never rejects. */
export function lookAt(host: string, port: number, timeoutMs: number, signal?: AbortSignal): Promise<LookedAt> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, noDelay: true });
    let heard = Buffer.alloc(0);
    let isOpen = false;
    const finish = (answer: PortAnswer, serverVersion?: number): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      hangUp(socket);
      resolve({ port, answer, serverVersion });
    };
    const timer = setTimeout(() => finish(isOpen ? 'mute' : 'unreachable'), timeoutMs);
    const abort = (): void => finish(isOpen ? 'mute' : 'unreachable');
    signal?.addEventListener('abort', abort, { once: true });
    socket.on('connect', () => {
      isOpen = true;
      socket.write(GREETING);
    });
    socket.on('data', (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]);
      const version = readVersion(heard);
      if (version !== 'incomplete') finish(version === undefined ? 'other' : 'tws', version);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (isOpen) finish('other');
      else finish(error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable');
    });
    // Whoever closes on a greeting understood that it was none for him.
    socket.on('close', () => finish(isOpen ? 'other' : 'refused'));
  });
}

/** The version in the first frame; `undefined` when these bytes cannot be one. */
function readVersion(bytes: Buffer): number | 'incomplete' | undefined {
  if (bytes.length < 4) return 'incomplete';
  const length = bytes.readUInt32BE(0);
  if (length === 0 || length > 1_000) return undefined;
  if (bytes.length < 4 + length) return 'incomplete';
  const version = /^(\d{1,9})\0/.exec(bytes.toString('latin1', 4, 4 + length))?.[1];
  return version === undefined ? undefined : Number(version);
}

function hangUp(socket: Socket): void {
  socket.removeAllListeners();
  socket.on('error', () => undefined);
  socket.destroy();
}

/** "TWS (paper)" for a port that is known. */
export function nameOfPort(port: number, known: readonly KnownPort[]): string | undefined {
  const found = known.find((k) => k.port === port);
  return found && `${found.program} (${found.mode})`;
}
