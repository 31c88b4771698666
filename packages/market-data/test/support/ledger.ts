/** What the simulator's transcript says of the streams of one kind: which ids were requested, given back and taken away. */
import { describe } from '@cq/errors';
import type { Simulator, TranscriptEntry } from '@cq/simulator';

/** By the request that begins a stream, how to read it. */
const KINDS = {
  reqMktData: { cancel: 'cancelMktData', idAt: 1, cancelIdAt: 1 },
  reqMktDepth: { cancel: 'cancelMktDepth', idAt: 1, cancelIdAt: 1 },
  reqRealTimeBars: { cancel: 'cancelRealTimeBars', idAt: 1, cancelIdAt: 1 },
  reqTickByTickData: { cancel: 'cancelTickByTickData', idAt: 0, cancelIdAt: 0 },
  reqHistoricalData: { cancel: 'cancelHistoricalData', idAt: 0, cancelIdAt: 1 },
} as const;
export type StreamRequest = keyof typeof KINDS;

export interface Ledger {
  /** In order. */
  readonly requested: readonly string[];
  readonly cancelled: readonly string[];
  /** Ended by the server: by an error, with its session, or when it lost its data. */
  readonly taken: readonly string[];
  /** Requested, and neither given back nor taken away. */
  readonly open: readonly string[];
}

const NO_SUCH_STREAM = new Set(['300', '310', '366']);
const DUPLICATE_ID = '322';
const DATA_LOST = '1101';

/** @throws when a stream was cancelled that the server did not have, or an id was used twice */
export function ledgerOf(sim: Simulator, request: StreamRequest): Ledger {
  const { cancel, idAt, cancelIdAt } = KINDS[request];
  const requested: string[] = [];
  const cancelled: string[] = [];
  const taken: string[] = [];
  const open = new Map<string, number>();
  const doubtful = new Set<string>();
  const take = (id: string): void => {
    if (open.delete(id)) taken.push(id);
  };
  for (const entry of sim.transcript.filter({})) {
    const { direction, name, connection, fields } = entry;
    const at = (index: number): string => fields[index] ?? '';
    for (const [id, session] of open) if (session < connection) take(id);
    if (direction === 'in' && name === request) {
      if (requested.includes(at(idAt))) throw new Error(`The id ${at(idAt)} was used twice`);
      requested.push(at(idAt));
      open.set(at(idAt), connection);
    } else if (direction === 'in' && name === cancel) {
      cancelled.push(at(cancelIdAt));
      open.delete(at(cancelIdAt));
    } else if (name === 'error') {
      endings(entry, requested, [...open.keys()], doubtful).forEach(take);
    }
  }
  return { requested, cancelled, taken, open: [...open.keys()] };
}

/** The streams that an error message ends. Whether a suspended one still lives, only the server knows. */
function endings(
  { fields }: TranscriptEntry,
  requested: readonly string[],
  open: readonly string[],
  doubtful: Set<string>,
): readonly string[] {
  const [, id = '', code = ''] = fields;
  if (code === DATA_LOST) return open;
  if (!requested.includes(id)) return [];
  if (NO_SUCH_STREAM.has(code) && !doubtful.has(id)) throw new Error(`${id} was cancelled though it was over`);
  if (code === DUPLICATE_ID) throw new Error(`${id} was in use already`);
  const { onStream } = describe(Number(code));
  if (onStream === 'suspended') doubtful.add(id);
  return onStream === 'ended' ? [id] : [];
}
