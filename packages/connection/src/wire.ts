// Everything between one socket and one client of the library: transport, frames, write gate, and their end.

import { TwsCode } from '@cq/errors';
import type { ConnectionError, Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import type { Clock } from './clock.js';
import { FrameReader } from './frame-reader.js';
import { Inbound } from './inbound.js';
import type { InboundOwner } from './inbound.js';
import { exchangeSocket } from './library-link.js';
import type { LibraryLink } from './library-link.js';
import { relaySocket } from './library-relay.js';
import type { Logger } from './logger.js';
import { OrderWatch } from './order-watch.js';
import { Outbound } from './outbound.js';
import type { Pacer } from './pacer.js';
import type { RoundTrips } from './round-trips.js';
import type { Traffic } from './status.js';
import type { TapRegistry } from './tap-registry.js';
import { Transport } from './transport.js';
import type { Endpoint } from './transport.js';
import { createApi, dismissApi, listenTo } from './tws.js';
import type { ApiOwner } from './tws.js';

export interface WireParts {
  readonly endpoint: Endpoint;
  readonly clientId: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly taps: TapRegistry;
  readonly pacer: Pacer;
  readonly roundTrips: RoundTrips;
  readonly owner: WireOwner;
  /** Aborts with the session. */
  readonly signal: AbortSignal;
}

export interface WireOwner extends InboundOwner {
  /** Why calls on the library are no longer possible; `undefined` while they are. */
  readonly cause: ConnectionError | undefined;
  /** The socket is gone, and not by our doing. */
  gone(error: Error | undefined): void;
  /** The library can do no more. */
  wedged(error: unknown): void;
  /** `disconnect()` was called on the library's client. */
  disconnectAsked(): void;
}

/** What has passed before there is a socket. */
export const noTraffic: Traffic = {
  bytesIn: 0,
  bytesOut: 0,
  unsentBytes: 0,
  messagesIn: 0,
  messagesOut: 0,
  badFrames: 0,
};

/** One dialed socket with the library behind it. */
export class Wire {
  readonly orders: OrderWatch;
  readonly api: IBApi;
  readonly transportKind: LibraryLink['kind'];
  /** When the last whole message came in. */
  lastHeardAt: number;
  readonly #parts: WireParts;
  readonly #transport: Transport;
  readonly #link: LibraryLink;
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;
  readonly #reader: FrameReader;
  readonly #mute: Mute;
  #lastBytesAt = 0;

  /** Hands `transport` to a new client of the library. */
  static async connect(transport: Transport, parts: WireParts): Promise<Wire> {
    const { pacer, roundTrips, clock, logger, owner } = parts;
    const orders = new OrderWatch();
    const outbound = new Outbound({
      transport,
      pacer,
      orders,
      roundTrips,
      clock,
      logger,
      hungUp: () => owner.gone(undefined),
    });
    const mute: Mute = { on: false };
    const { api, link } = await connectLibrary(parts, outbound, mute);
    return new Wire(parts, { transport, outbound, orders, mute, api, link });
  }

  private constructor(parts: WireParts, made: Made) {
    this.#parts = parts;
    this.#transport = made.transport;
    this.#outbound = made.outbound;
    this.#link = made.link;
    this.#mute = made.mute;
    this.api = made.api;
    this.orders = made.orders;
    this.transportKind = made.link.kind;
    this.lastHeardAt = parts.clock.now();
    const { owner, logger, taps } = parts;
    this.#inbound = new Inbound({ link: made.link, taps, logger, owner, mute: (on) => (this.#mute.on = on) });
    this.#reader = new FrameReader(this.#inbound);
  }

  get traffic(): Traffic {
    const { bytesIn, bytesOut, unsentBytes } = this.#transport;
    const { messages: messagesIn, badFrames } = this.#inbound;
    return { bytesIn, bytesOut, unsentBytes, messagesIn, messagesOut: this.#outbound.messages, badFrames };
  }

  /** Lets the library greet TWS. */
  start(): void {
    const { owner } = this.#parts;
    listenTo(this.api, 'error', (error: Error, code: number, reqId: number, advancedOrderReject?: unknown) => {
      const about = reqId === NO_ID ? {} : { reqId };
      const reject = advancedOrderReject === undefined ? {} : { advancedOrderReject };
      this.#libraryReported({ code, message: error.message, ...about, ...reject });
    });
    listenTo(this.api, 'info', (message: string, code: number) => this.#libraryReported({ code, message }));
    this.#transport.start({ read: (bytes) => this.#read(bytes), gone: (error) => owner.gone(error) });
    this.#link.open();
  }

  /** The session is ready: everything may pass the write gate. */
  openGate(serverVersion: number): void {
    this.#outbound.open(serverVersion);
  }

  /** A long message is on its way, and bytes of it have come in since `since`. */
  isReceiving(since: number): boolean {
    return this.#reader.pending && this.#lastBytesAt > since;
  }

  /** Nothing goes in or out any more. Resolves when the socket is gone. */
  shut(gracefully: boolean): Promise<void> {
    this.#reader.stop();
    this.#outbound.shut();
    if (gracefully) return this.#transport.finish();
    this.#transport.reset();
    return Promise.resolve();
  }

  /** The library's own listeners hear of the end the way they are used to, and then never of anything again. */
  dismissLibrary(): void {
    this.#link.close();
    dismissApi(this.api);
  }

  #read(bytes: Buffer): void {
    const before = this.#inbound.messages;
    this.#reader.feed(bytes);
    this.#parts.taps.readEnd();
    this.#lastBytesAt = this.#parts.clock.now();
    if (this.#inbound.messages !== before) this.lastHeardAt = this.#lastBytesAt;
  }

  #libraryReported(notice: Notice): void {
    const isDecodingFault = notice.code === TwsCode.UnknownMessageId;
    if (this.#inbound.libraryReported(notice, isDecodingFault)) this.#parts.owner.notice(notice, 'library');
  }
}

const NO_ID = -1;

/** While on, the library's events go nowhere. */
interface Mute {
  on: boolean;
}

interface Made {
  readonly transport: Transport;
  readonly outbound: Outbound;
  readonly orders: OrderWatch;
  readonly mute: Mute;
  readonly api: IBApi;
  readonly link: LibraryLink;
}

async function connectLibrary(
  parts: WireParts,
  outbound: Outbound,
  mute: Mute,
): Promise<{ api: IBApi; link: LibraryLink }> {
  const { endpoint, clientId, logger, signal } = parts;
  const owner = apiOwner(parts, outbound, mute);
  const api = createApi({ host: endpoint.host, port: endpoint.port, clientId }, owner);
  const link = exchangeSocket(api, clientId, outbound);
  if (link) return { api, link };
  logger.warn({}, 'The library did not take the socket it was handed and reads through a loopback relay instead');
  return relaySocket((host, port) => createApi({ host, port, clientId }, owner), { clientId, peer: outbound, signal });
}

function apiOwner({ owner, logger }: WireParts, outbound: Outbound, mute: Mute): ApiOwner {
  return {
    get ended() {
      return owner.cause;
    },
    get muted() {
      return mute.on;
    },
    listenerFailed: (error, listener) => logger.error({ err: error, listener }, 'A listener on the library threw'),
    disconnectAsked: () => owner.disconnectAsked(),
    wedged: (error) => owner.wedged(error),
    probe: (send) => outbound.probe(send),
  };
}
