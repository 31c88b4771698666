/**
 * What the server remembers of data requests: the streams that are open, each client's wish for live, frozen or delayed
 * data, and the allowances that all clients share.
 */

import type { Client } from '../client.js';
import type { HaltState } from '../faults/halts.js';
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
  /** Say whether trading is halted; quotes only. */
  readonly halted?: (state: HaltState) => void;
}

/** As in the protocol: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen. */
export type MarketDataType = 1 | 2 | 3 | 4;

export class DataDesk {
  readonly #streams = new Set<OpenStream>();
  readonly #quoted = new Map<number, number>();
  readonly #dataTypes = new WeakMap<Client, MarketDataType>();

  /** Open streams, oldest first. */
  streams(kind?: StreamKind): readonly OpenStream[] {
    return [...this.#streams].filter((stream) => kind === undefined || stream.kind === kind);
  }

  /** Register a stream. Returns the way to forget it. */
  open(stream: OpenStream): () => void {
    this.#streams.add(stream);
    this.#count(stream, 1);
    return () => {
      if (this.#streams.delete(stream)) this.#count(stream, -1);
    };
  }

  /** Market data lines in use: instruments that have a quote stream, however many. */
  get linesInUse(): number {
    return this.#quoted.size;
  }

  /** Does this instrument have a quote stream? */
  hasLine(conId: number): boolean {
    return this.#quoted.has(conId);
  }

  /** The kind of data a client wants. @default 1, live */
  dataType(client: Client): MarketDataType {
    return this.#dataTypes.get(client) ?? 1;
  }

  setDataType(client: Client, type: MarketDataType): void {
    this.#dataTypes.set(client, type);
  }

  #count({ kind, instrument }: OpenStream, change: 1 | -1): void {
    if (kind !== 'quotes') return;
    const count = (this.#quoted.get(instrument.conId) ?? 0) + change;
    if (count > 0) this.#quoted.set(instrument.conId, count);
    else this.#quoted.delete(instrument.conId);
  }
}

const desks = new WeakMap<World, DataDesk>();

/** The desk of a world. */
export function deskOf(world: World): DataDesk {
  let desk = desks.get(world);
  if (!desk) desks.set(world, (desk = new DataDesk()));
  return desk;
}
