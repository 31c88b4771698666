/** What all data streams have in common: they follow an instrument, go dark with the link, and end with their client. */

import type { HaltState } from '../faults/halts.js';
import type { TickListener } from '../market/feed.js';
import type { Instrument } from '../market/instrument.js';
import type { World } from '../world.js';
import { deskOf, type StreamKind } from './data-desk.js';
import { codeEnds, endText } from './data-faults.js';
import { Refusal, type Call } from './registry.js';

export interface StreamOptions {
  readonly kind: StreamKind;
  readonly reqId: number;
  readonly instrument: Instrument;
  readonly onTick: TickListener;
  /** Data comes again after the link or the farm was away. */
  readonly onReturn?: () => void;
  readonly reset?: () => void;
  readonly suspend?: (suspended: boolean) => void;
  readonly halted?: (state: HaltState) => void;
}

/** Under this key a client holds a stream. */
export const streamKey = (kind: StreamKind, reqId: number): string => `${kind}:${reqId}`;

/** @throws Refusal 322 when the client has a stream of this kind under this id */
export function requireFreeId({ client }: Call, kind: StreamKind, reqId: number): void {
  if (!client.holds(streamKey(kind, reqId))) return;
  throw new Refusal(322, "Error processing request.-'bO' : cause - Duplicate ticker id", reqId);
}

/** Start a stream; it ends with `client.release(streamKey(…))`, with the client, or by a fault. */
export function openStream({ client, world, clock }: Call, options: StreamOptions): void {
  const { kind, reqId, instrument, onTick, onReturn, reset, suspend, halted } = options;
  const key = streamKey(kind, reqId);
  const farm = farmOf(instrument);
  let dark = false;
  const stop = world.market.stream(instrument, (tick, stats) => {
    if (isDark(world, farm)) {
      dark = true;
      return;
    }
    if (dark) onReturn?.();
    dark = false;
    onTick(tick, stats);
  });
  const forget = deskOf(world).open({
    kind,
    client,
    reqId,
    instrument,
    notify: (code, text) => client.error(reqId, code, text),
    end: () => void client.release(key),
    ...(reset && { reset }),
    ...(suspend && { suspend }),
    ...(halted && { halted }),
  });
  client.hold(key, () => {
    stop();
    forget();
  });
  const ending = world.faults.strike('end-stream', (fault) => codeEnds(fault.code).includes(kind));
  if (!ending) return;
  clock.schedule(0, () => {
    if (client.release(key)) client.error(reqId, ending.code, endText(ending.code));
  });
}

const isDark = (world: World, farm: string): boolean => !world.link.isUp || world.link.farms.get(farm) === 'broken';

/** The farm that serves an instrument's market data. */
function farmOf({ secType }: Instrument): string {
  if (secType === 'FUT' || secType === 'FOP' || secType === 'CONTFUT') return 'usfuture';
  return ['CASH', 'CRYPTO', 'CMDTY'].includes(secType) ? 'cashfarm' : 'usfarm';
}
