/**
 * What the server remembers of data requests: the streams that are open, each client's wish for live, frozen or delayed
 * data, and the allowances that all clients share.
 */

import type { Client } from '../client.js';
import type { Instrument } from '../market/instrument.js';
import type { World } from '../world.js';

export type StreamKind = 'quotes' | 'depth' | 'tick-by-tick' | 'real-time-bars' | 'live-history';

/** One open stream, as allowances and faults see it. */
export interface OpenStream {
  readonly kind: StreamKind;
  readonly client: Client;
  readonly reqId: number;
  readonly instrument: Instrument;
  /** Say this about the stream. */
  notify(code: number, text: string): void;
  /** Say nothing more, and forget the stream: what the client sees when TWS drops it. */
  end(): void;
  /** Start the book again from nothing; depth only. */
  reset?(): void;
  /** Silence the stream without forgetting it, or let it speak again. */
  suspend?(suspended: boolean): void;
}

/** As in the protocol: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen. */
export type MarketDataType = 1 | 2 | 3 | 4;

export class DataDesk {
  readonly #streams = new Set<OpenStream>();
  readonly #dataTypes = new WeakMap<Client, MarketDataType>();

  /** Open streams, oldest first. */
  streams(kind?: StreamKind): readonly OpenStream[] {
    return [...this.#streams].filter((stream) => kind === undefined || stream.kind === kind);
  }

  /** Register a stream. Returns the way to forget it. */
  open(stream: OpenStream): () => void {
    this.#streams.add(stream);
    return () => void this.#streams.delete(stream);
  }

  /** Instruments that have a quote stream: market data lines in use. */
  get linesInUse(): ReadonlySet<number> {
    const used = new Set<number>();
    for (const stream of this.#streams) if (stream.kind === 'quotes') used.add(stream.instrument.conId);
    return used;
  }

  /** The kind of data a client wants. @default 1, live */
  dataType(client: Client): MarketDataType {
    return this.#dataTypes.get(client) ?? 1;
  }

  setDataType(client: Client, type: MarketDataType): void {
    this.#dataTypes.set(client, type);
  }
}

const desks = new WeakMap<World, DataDesk>();

/** The desk of a world. */
export function deskOf(world: World): DataDesk {
  let desk = desks.get(world);
  if (!desk) desks.set(world, (desk = new DataDesk()));
  return desk;
}
