/** The first bytes of a connection: `API\0`, then a framed version range such as `v100..193 +PACEAPI`. */

import { FrameError, type FrameReader } from '../frame.js';
import { OLDEST_CLIENT_VERSION } from '../versions.js';

export interface Offer {
  /** The range exactly as the client wrote it, with its options. */
  readonly range: string;
  /** The version both speak. */
  readonly version: number;
}

const PREFIX = 'API\0';

/**
 * The version agreed on, or `undefined` until enough bytes have come.
 * @throws FrameError when this is no API client, or one too old
 */
export function negotiate(reader: FrameReader, serverVersion: number): Offer | undefined {
  const head = reader.peek(PREFIX.length).toString('latin1');
  if (!PREFIX.startsWith(head)) throw new FrameError('not an API client');
  if (head.length < PREFIX.length) return undefined;
  const length = reader.peek(8);
  if (length.length < 8) return undefined;
  const size = length.readInt32BE(4);
  if (size <= 0 || size > 1024) throw new FrameError(`version range of ${size} bytes`);
  const bytes = reader.take(8 + size);
  if (!bytes) return undefined;
  const range = bytes.toString('latin1', 8);
  return { range, version: agree(range, serverVersion) };
}

function agree(range: string, serverVersion: number): number {
  const match = /^v(\d+)(?:\.\.(\d+))?(?: |$)/.exec(range);
  if (!match) throw new FrameError(`version range "${range}"`);
  const min = Number(match[1]);
  const max = Number(match[2] ?? match[1]);
  const version = Math.min(max, serverVersion);
  if (version < min || version < OLDEST_CLIENT_VERSION) throw new FrameError(`no common version in "${range}"`);
  return version;
}
