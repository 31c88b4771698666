// Every fuzz target, in the order they run.
import { target as clientFrameReader } from './client-frame-reader.js';
import { target as hotDecoders } from './hot-decoders.js';
import { target as keptBytes } from './kept-bytes.js';
import { target as parseNotice } from './parse-notice.js';
import { target as simulatorFrameReader } from './simulator-frame-reader.js';
import { target as simulatorRequests } from './simulator-requests.js';
import type { FuzzTarget } from './target.js';

export const targets: readonly FuzzTarget[] = [
  clientFrameReader,
  hotDecoders,
  keptBytes,
  simulatorFrameReader,
  parseNotice,
  simulatorRequests,
];
