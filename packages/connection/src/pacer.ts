// Keeps writes under TWS's limit in every window of one second, the urgent ones first.

import type { ConnectionError } from '@cq/errors';
import type { Clock } from './clock.js';
import type { PacerStatus } from './status.js';

/** Who goes first when messages have to wait. */
export type Priority = 'cancel' | 'order' | 'account' | 'data';

const priorities: readonly Priority[] = ['cancel', 'order', 'account', 'data'];

/**
 * How much of each second a priority leaves to the more urgent ones, so that a cancel or an order never waits behind a
 * burst of data requests, not even for the burst's second to pass. Orders may use the whole second.
 */
const reserved: Readonly<Record<Priority, number>> = { cancel: 0, order: 0, account: 0.06, data: 0.1 };

/** A little more than a second: what leaves evenly may arrive bunched. */
const WINDOW_MS = 1_020;

export interface PacerOptions {
  readonly messagesPerSecond: number;
  readonly maxQueued: number;
  readonly clock: Clock;
}

/** Something that waits for its turn. Exactly one of the two is called, unless it is taken out of the queue. */
export interface Job {
  /** How many messages it writes at once: it waits until there is room for all. @default 1 */
  readonly messages?: number;
  run(): void;
  /** The session ended first. */
  drop?(cause: ConnectionError): void;
}

/** One session's budget of writes. What is queued dies with it. */
export class Pacer {
  readonly #options: PacerOptions;
  readonly #queues: Readonly<Record<Priority, Set<Job>>> = {
    cancel: new Set(),
    order: new Set(),
    account: new Set(),
    data: new Set(),
  };
  /** When each message of the current window was written, oldest first. */
  #sent: number[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(options: PacerOptions) {
    this.#options = options;
  }

  get status(): PacerStatus {
    const { messagesPerSecond, maxQueued } = this.#options;
    return { messagesPerSecond, sentLastSecond: this.#sentInWindow(), queued: this.#queued(), maxQueued };
  }

  /** Counts one message that was written, whoever wrote it. */
  charge(): void {
    this.#sent.push(this.#options.clock.now());
  }

  /** Whether a job of this priority may be run in this very moment, before anything that waits. */
  isFree(priority: Priority, job: Pick<Job, 'messages'> = {}): boolean {
    const ahead = priorities.slice(0, priorities.indexOf(priority) + 1);
    return ahead.every((p) => this.#queues[p].size === 0) && this.#hasRoom(priority, job);
  }

  /** Whether another message may wait. */
  get isFull(): boolean {
    return this.#queued() >= this.#options.maxQueued;
  }

  /** Runs the job as soon as its messages may be written. The answer takes it out of the queue again. */
  enqueue(priority: Priority, job: Job): () => void {
    this.#queues[priority].add(job);
    this.#schedule();
    return () => void this.#queues[priority].delete(job);
  }

  /** Drops everything that waits. */
  end(cause: ConnectionError): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const priority of priorities) {
      const jobs = [...this.#queues[priority]];
      this.#queues[priority].clear();
      for (const job of jobs) job.drop?.(cause);
    }
  }

  #drain(): void {
    this.#cancelTimer = undefined;
    this.#runWhatHasRoom();
    this.#schedule();
  }

  #runWhatHasRoom(): void {
    for (const priority of priorities) {
      for (const job of this.#queues[priority]) {
        // Nor does anything less urgent go: it would take the room that this one waits for.
        if (!this.#hasRoom(priority, job)) return;
        this.#queues[priority].delete(job);
        job.run();
      }
    }
  }

  #schedule(): void {
    const waiting = priorities.find((priority) => this.#queues[priority].size > 0);
    if (waiting === undefined || this.#cancelTimer !== undefined) return;
    this.#cancelTimer = this.#options.clock.schedule(this.#waitMs(), () => this.#drain());
  }

  /** Until the oldest message leaves the window: the first moment at which anything can change. */
  #waitMs(): number {
    const oldest = this.#sentInWindow() > 0 ? this.#sent[0] : undefined;
    if (oldest === undefined) return 0;
    return Math.max(1, Math.ceil(oldest + WINDOW_MS - this.#options.clock.now()));
  }

  #hasRoom(priority: Priority, { messages = 1 }: Pick<Job, 'messages'>): boolean {
    const { messagesPerSecond } = this.#options;
    const allowed = messagesPerSecond - Math.floor(messagesPerSecond * reserved[priority]);
    // More than a second allows goes when nothing else has gone.
    return this.#sentInWindow() + Math.min(messages, allowed) <= allowed;
  }

  #sentInWindow(): number {
    const now = this.#options.clock.now();
    const newest = this.#sent.at(-1);
    // The clock was set back: nothing is known of when these left, so they count from now on.
    if (newest !== undefined && newest > now) this.#sent = this.#sent.map(() => now);
    let expired = 0;
    while (expired < this.#sent.length && (this.#sent[expired] ?? 0) <= now - WINDOW_MS) expired += 1;
    if (expired > 0) this.#sent.splice(0, expired);
    return this.#sent.length;
  }

  #queued(): number {
    return priorities.reduce((sum, priority) => sum + this.#queues[priority].size, 0);
  }
}
