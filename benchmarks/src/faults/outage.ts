// The shape most faults share: something breaks, lasts a while, and is over. Noticed? Back? How long?
import type { Finding } from './scenario.js';
import { sleep, type Stage } from './stage.js';

export interface Outage {
  /** Breaks it; what is returned ends the fault. */
  readonly start: (stage: Stage) => { dispose(): void } | undefined;
  readonly holdMs: number;
  /** How the client shows that it noticed. @default it says that it is not up, or tells anything at all */
  readonly noticed?: (stage: Stage, toldBefore: number) => boolean;
  /** After the end of the fault. @default 8_000 */
  readonly recoverMs?: number;
  /** More to look at once it works, or does not. */
  readonly after?: (stage: Stage, before: Counts) => Partial<Finding>;
}

export interface Counts {
  readonly sessions: number;
  readonly reqMktData: number;
}

export async function outage(
  stage: Stage,
  { start, holdMs, noticed, recoverMs = 8_000, after }: Outage,
): Promise<Finding> {
  await stage.ready();
  const { client } = stage;
  const before = { sessions: stage.sessions(), reqMktData: stage.count('reqMktData') };
  const told = client.told.length;
  const sees = noticed ? () => noticed(stage, told) : () => !client.isUp() || client.told.length > told;
  const fault = start(stage);
  const began = performance.now();
  const seen = await stage.until(sees, holdMs);
  await sleep(Math.max(0, holdMs - (performance.now() - began)));
  fault?.dispose();
  const back = await stage.works(recoverMs);
  const detectedMs = seen ?? false;
  const recoveredMs = back ?? false;
  const verdict = recoveredMs === false ? 'bad' : detectedMs === false ? 'partly' : 'good';
  return { verdict, detectedMs, recoveredMs, ...after?.(stage, before) };
}
