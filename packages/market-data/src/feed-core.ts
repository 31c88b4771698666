/** The machinery of one feed, put together: socket and library on one side, streams and their readers on the other. */
import type { Session } from '@cq/connection';
import { addFrameTap, onSession } from '@cq/connection/internal';
import { RequestError, type AnyIBKRError } from '@cq/errors';
import { ContractFactBook } from './contract-facts.js';
import { Delivery } from './delivery.js';
import { DirectWrites } from './direct-writes.js';
import { ExchangeLetters } from './exchange-letters.js';
import { FastPath } from './fast-path/tap.js';
import type { Mismatch } from './fast-path/shadow.js';
import type { FeedContext } from './feed-context.js';
import { FreshnessWatch } from './freshness-watch.js';
import { HistoryAnswers } from './history-answers.js';
import { Incidents } from './incidents.js';
import { listenToLibrary } from './library-events.js';
import { QuoteHub, type QuoteHubOptions } from './quote-hub.js';
import { QuoteLine } from './quote-line.js';
import { ReadStream } from './read-stream.js';
import { listenBeside } from './side-events.js';
import type { Stream } from './stream.js';
import { StreamHub } from './stream-hub.js';
import { StreamKeeper } from './stream-keeper.js';
import type { TickRecord } from './tick-record.js';

export interface FeedCoreOptions extends QuoteHubOptions {
  readonly fastPath: boolean;
}

export class FeedCore {
  readonly context: FeedContext;
  readonly facts: ContractFactBook;
  readonly answers = new HistoryAnswers();
  readonly keeper: StreamKeeper;
  readonly quotes: QuoteHub;
  readonly streams: StreamHub;
  readonly fastPathEnabled: boolean;
  readonly #delivery: Delivery;
  readonly #letters: ExchangeLetters;
  readonly #incidents: Incidents;
  readonly #fastPath: FastPath;
  readonly #stops: (() => void)[];
  #stopListening: (() => void) | undefined;

  constructor(context: FeedContext, options: FeedCoreOptions) {
    this.context = context;
    this.fastPathEnabled = options.fastPath;
    this.facts = new ContractFactBook(context.connection, context.clock);
    this.#delivery = new Delivery(context.clock, {
      heard: (stream, now) => this.keeper.heard(stream, now),
      closeAll: () => this.quotes.store.closeAll(),
    });
    this.#incidents = new Incidents(context);
    this.#letters = new ExchangeLetters(context);
    this.quotes = new QuoteHub(context, () => this.keeper, options);
    this.streams = new StreamHub(context, () => this.keeper);
    this.keeper = new StreamKeeper(context, {
      changed: (stream) => this.#delivery.changed(stream),
      suspended: (stream, notice) => this.#incidents.suspended(stream, notice),
      resumed: (stream) => this.#incidents.resumed(stream),
      noLine: (stream, notice) => {
        if (stream instanceof QuoteLine) this.quotes.noLine(stream, notice);
        else if (Number.isNaN(stream.spokeAt)) this.keeper.fail(stream, new RequestError(stream.kind, notice));
        else this.keeper.restart(stream, 'no-line');
      },
      ended: (stream, error) => this.#ended(stream, error),
    });
    this.#fastPath = new FastPath({
      table: this.keeper.table,
      enabled: options.fastPath,
      others: [this.answers],
      delivery: this.#delivery,
      direct: new DirectWrites(this.quotes.store, this.keeper.table),
      heard: (stream) => this.keeper.heard(stream, context.clock.now()),
      mismatch: (mismatch) => this.#mismatch(mismatch),
    });
    const watch = new FreshnessWatch(context, this.keeper, this.facts);
    this.#stops = [
      addFrameTap(context.connection, this.#fastPath),
      onSession(context.connection, {
        opened: (session) => {
          this.#opened(session);
          this.quotes.restoreLines();
        },
        ended: () => this.#stopListening?.(),
      }),
      () => watch.stop(),
    ];
  }

  /** Ends every stream: cancels its line, ends its readers. The feed can be used again. */
  endAll(error?: AnyIBKRError): void {
    this.context.closing.close();
    this.quotes.endAll(error);
    this.streams.endAll(error);
  }

  /** Ends every stream, and listens to the connection no longer. */
  dispose(): void {
    this.endAll();
    this.context.closing.closeForGood();
    this.keeper.dispose();
    this.facts.close();
    for (const stop of this.#stops) stop();
    this.#stopListening?.();
  }

  /** Kinds of messages the library has to decode because it read one differently. */
  get slowMessages(): readonly number[] {
    return this.#fastPath.slow;
  }

  /** One message for one stream, decoded by the library. */
  #take(stream: Stream, record: TickRecord): void {
    // A listener to every tick must not be shown a quote as stale that has just come back.
    if (stream.gapReason !== undefined) this.keeper.heard(stream, this.context.clock.now());
    if (stream.apply(record)) this.#delivery.spoke(stream);
  }

  #opened(session: Session): void {
    this.#stopListening?.();
    const { ib } = session;
    const find = (reqId: number): Stream | undefined => this.keeper.table.get(reqId);
    const stopTicks = listenToLibrary(
      ib,
      (event) => this.#fastPath.emitted(event),
      (record) => {
        const stream = find(record.reqId);
        if (stream === undefined) return;
        this.#take(stream, record);
        this.#delivery.plan();
      },
    );
    const stopOthers = listenBeside(ib, {
      find,
      settle: (stream) => this.keeper.settle(stream, undefined),
      heard: (stream) => this.keeper.heard(stream, this.context.clock.now()),
      changed: (stream) => this.#delivery.changed(stream),
      letters: this.#letters,
      emit: (event) => this.context.emit(event),
    });
    this.#stopListening = () => {
      stopTicks();
      stopOthers();
      this.#stopListening = undefined;
    };
  }

  #ended(stream: Stream, error: AnyIBKRError): void {
    this.#incidents.resumed(stream);
    if (stream instanceof QuoteLine) this.quotes.ended(stream, error);
    else if (stream instanceof ReadStream) this.streams.ended(stream, error);
    const { symbol, contract, kind } = stream;
    this.context.emit({ type: 'ended', symbol, contract, stream: kind, error });
  }

  #mismatch({ messageId, reason }: Mismatch): void {
    this.context.logger.warn({ messageId, reason }, 'The fast path and the library read a message differently');
    this.context.emit({ type: 'fast-path-off', messageId, reason });
  }
}
