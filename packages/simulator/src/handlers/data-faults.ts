/** Faults that strike open data streams. */

import type { World } from '../world.js';
import { deskOf, type OpenStream, type StreamKind } from './data-desk.js';
import { entitlementText } from './entitlement.js';

const TEXTS: Readonly<Record<number, string>> = {
  316: 'Market depth data has been HALTED. Please re-subscribe.',
  10182: 'Failed to request live updates (disconnected).',
  10225: 'Bust event occurred, current subscription is deactivated. Please resubscribe real-time bars immediately',
};

/** The streams that a code ends. */
export function codeEnds(code: number): readonly StreamKind[] {
  if (code === 316) return ['depth'];
  if (code === 10182) return ['live-history'];
  if (code === 10225) return ['real-time-bars', 'live-history'];
  if (code === 10189 || code === 10190) return ['tick-by-tick'];
  return ['quotes'];
}

/** What is said with a code that ends streams. */
export const endText = (code: number): string => TEXTS[code] ?? `Market data was ended with ${code}`;

/** End every open stream of the kinds this code ends. @returns whether there was any */
export function endStreams(world: World, code: number): boolean {
  const ended = codeEnds(code).flatMap((kind) => deskOf(world).streams(kind));
  for (const stream of ended) {
    stream.end();
    stream.notify(code, endText(code));
  }
  return ended.length > 0;
}

/** Start every open book again: 317, then its levels. @returns whether there was any */
export function resetBooks(world: World): boolean {
  const books = deskOf(world).streams('depth');
  for (const book of books) book.reset?.();
  return books.length > 0;
}

/** Another login takes the market data: 10197 on each quote stream, which is silent until the fault is disposed. */
export function beginCompetingSession(world: World): () => void {
  const silence = (stream: OpenStream): void => {
    stream.suspend?.(true);
    stream.notify(10197, entitlementText(10197, stream.instrument));
  };
  deskOf(world).streams('quotes').forEach(silence);
  return () => {
    if (world.faults.find('competing-session')) return;
    for (const stream of deskOf(world).streams('quotes')) stream.suspend?.(false);
  };
}
