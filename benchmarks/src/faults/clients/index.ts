// The clients of the matrix, in the order of its columns.
import type { ClientKind } from '../client.js';
import { cq } from './cq.js';
import { ibapi } from './ibapi.js';
import { ibapiNext } from './ibapi-next.js';

export const kinds: readonly ClientKind[] = [cq, ibapi, ibapiNext];
