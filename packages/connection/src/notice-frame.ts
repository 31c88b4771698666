// Reads the error frame from its bytes: the library loses those whose reject details carry an escape.

import type { Notice } from '@cq/errors';
import { textFields } from './fields.js';

// Fields of `4|2|id|code|message|advancedOrderRejectJson`.
const ID = 2;
const CODE = 3;
const MESSAGE = 4;
const REJECT = 5;
const NO_ID = -1;

/** The notice in an error frame, or `undefined` when it is not one we understand. */
export function readNotice(bytes: Buffer, start: number, end: number): Notice | undefined {
  const fields = textFields(bytes, start, end);
  const code = Number(fields[CODE]);
  const reqId = Number(fields[ID]);
  const message = fields[MESSAGE];
  if (!Number.isInteger(code) || !Number.isInteger(reqId) || message === undefined || fields[CODE] === '') {
    return undefined;
  }
  const reject = fields[REJECT];
  return {
    code,
    message: unescape(message),
    ...(reqId === NO_ID ? {} : { reqId }),
    ...(reject ? { advancedOrderReject: readReject(reject) } : {}),
  };
}

/** The same frame, header included, without the reject details that the library chokes on. */
export function withoutReject(bytes: Buffer, start: number, end: number): Buffer {
  const fields = textFields(bytes, start, end).slice(0, REJECT);
  const payload = Buffer.from(`${fields.join('\0')}\0\0`, 'utf8');
  const frame = Buffer.allocUnsafe(payload.length + 4);
  frame.writeInt32BE(payload.length, 0);
  payload.copy(frame, 4);
  return frame;
}

function unescape(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function readReject(json: string): unknown {
  for (const text of [json, unescape(json)]) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The next reading, or the text itself.
    }
  }
  return json;
}
