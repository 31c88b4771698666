/**
 * The control port: HTTP and JSON on loopback, so that a test in any language can inject faults, move prices and ask what
 * passed. It listens on 127.0.0.1 and nowhere else, and answers only requests that were meant for this machine: a web
 * page that points a name of its own at 127.0.0.1 (DNS rebinding) is refused by its Host header, one that posts blindly
 * by its Origin and content type.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Simulator } from './simulator.js';
import type { Reply } from './control/reply.js';
import { answer } from './control/routes.js';
import { ControlState } from './control/state.js';
import { isMeantForUs } from './control/local-only.js';

export interface ControlOptions {
  /** 0 takes a free port. @default 0 */
  readonly port?: number;
  /** Told what comes too late for an answer: a restart that cannot have its port again, a step that turns out impossible. */
  readonly onError?: (error: unknown) => void;
}

/** A control port at work. Closing it ends the faults and scenarios that came through it. */
export interface Control extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Opens the control port of a simulator. @throws the system's error when the port is taken */
export async function startControl(sim: Simulator, options: ControlOptions = {}): Promise<Control> {
  const state = new ControlState(sim, options.onError);
  const server = createServer((request, response) => void serve(state, request, response));
  server.maxConnections = MAX_CONNECTIONS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  await once(server, 'listening');
  return new ControlPort(server, state);
}

const MAX_CONNECTIONS = 100;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_BODY_BYTES = 4 << 20;

class ControlPort implements Control {
  readonly host: string;
  readonly port: number;
  readonly #server: Server;
  readonly #state: ControlState;

  constructor(server: Server, state: ControlState) {
    const address = server.address() as AddressInfo;
    this.host = address.address;
    this.port = address.port;
    this.#server = server;
    this.#state = state;
  }

  async close(): Promise<void> {
    this.#state.end();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function serve(state: ControlState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = await replyTo(state, request);
  if (response.destroyed) return;
  const body = `${JSON.stringify(reply.body)}\n`;
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...reply.headers };
  response.writeHead(reply.status, headers).end(body);
}

async function replyTo(state: ControlState, request: IncomingMessage): Promise<Reply> {
  try {
    if (!isMeantForUs(request.headers)) {
      return { status: 403, body: { error: 'The control port answers local requests only' }, headers: CLOSE };
    }
    const body = await readBody(request);
    if (body === undefined) return { status: 413, body: { error: 'The body is too large' }, headers: CLOSE };
    const type = request.headers['content-type'] ?? '';
    if (body !== '' && !/^application\/json\s*(;|$)/i.test(type)) {
      return { status: 415, body: { error: 'Expected content-type: application/json' } };
    }
    const url = new URL(request.url ?? '/', 'http://localhost');
    return await answer(state, { method: request.method ?? 'GET', url, body });
  } catch (error) {
    return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

const CLOSE = { connection: 'close' } as const;

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
