// One named fault: what is done to a client, what a user would want to happen, and what was found.
import type { Stage } from './stage.js';

export interface Scenario {
  readonly name: string;
  readonly group: 'Handshake' | 'Liveness' | 'Link and farms' | 'Requests' | 'Orders' | 'Market data' | 'Bytes';
  /** What happens, in one sentence. */
  readonly fault: string;
  /** What a user would want. */
  readonly wanted: string;
  /** Belongs to `--quick`. */
  readonly quick?: boolean;
  /** The client connects through the stage's wire. */
  readonly wired?: boolean;
  /** What the simulator allows. @default everything */
  readonly messagesPerSecond?: number;
  run(stage: Stage): Promise<Finding>;
}

/** `bad`: money or truth is lost, or it never works again. `partly`: survived, with something missing. */
export type Verdict = 'good' | 'partly' | 'bad';

export interface Finding {
  readonly verdict: Verdict;
  /** Until the client said that something was wrong; false for never, absent where there is nothing to notice. */
  readonly detectedMs?: number | false;
  /** From the end of the fault until everything worked again; false for never within the time given. */
  readonly recoveredMs?: number | false;
  readonly lost?: number;
  readonly doubled?: number;
  /** What else was seen, in a few words. */
  readonly note?: string;
}
