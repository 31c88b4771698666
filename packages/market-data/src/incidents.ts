/**
 * Streams that TWS suspends together, told as one: when another login of the same user takes the market data, TWS
 * repeats its notice for each of a hundred streams, and again on each attempt.
 */
import type { Notice } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import type { Stream } from './stream.js';

export class Incidents {
  readonly #context: FeedContext;
  readonly #suspended = new Map<number, Set<Stream>>();
  readonly #began = new Map<number, { readonly since: number; streams: number }>();

  constructor(context: FeedContext) {
    this.#context = context;
  }

  suspended(stream: Stream, notice: Notice): void {
    const { code } = notice;
    const streams = this.#suspended.get(code) ?? new Set<Stream>();
    this.#suspended.set(code, streams);
    const incident = this.#began.get(code);
    if (incident === undefined) {
      const since = this.#context.clock.now();
      this.#began.set(code, { since, streams: 1 });
      this.#context.emit({ type: 'incident', notice, since: new Date(since) });
    } else if (!streams.has(stream)) {
      incident.streams += 1;
    }
    streams.add(stream);
  }

  /** Over when the last of the streams speaks again, or has gone. */
  resumed(stream: Stream): void {
    for (const [code, streams] of this.#suspended) {
      if (!streams.delete(stream) || streams.size > 0) continue;
      this.#suspended.delete(code);
      const incident = this.#began.get(code);
      this.#began.delete(code);
      if (incident === undefined) continue;
      const durationMs = this.#context.clock.now() - incident.since;
      const since = new Date(incident.since);
      this.#context.emit({ type: 'incident-over', since, durationMs, streams: incident.streams });
    }
  }
}
