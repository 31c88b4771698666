/** Frames broken on purpose. */

import type { Corruption } from '../faults.js';
import type { MessageName } from '../message-ids.js';
import type { Random } from '../random.js';

/** Where a message says how many items follow: index of the field after the message number. */
const COUNT_FIELD: Readonly<Partial<Record<MessageName, number>>> = {
  historicalData: 3,
  scannerData: 2,
  historicalTicks: 1,
  historicalTicksBidAsk: 1,
  historicalTicksLast: 1,
  symbolSamples: 1,
  smartComponents: 1,
  histogramData: 1,
  marketRule: 1,
  softDollarTiers: 1,
  familyCodes: 0,
  mktDepthExchanges: 0,
  newsProviders: 0,
};

/** The bytes that leave in place of the frame with this number and these fields (each with its NUL). */
export function corruptFrame(
  how: Corruption,
  frame: { readonly id: number; readonly name: MessageName; readonly payload: string },
  random: Random,
): Buffer {
  const whole = `${frame.id}\0${frame.payload}`;
  switch (how) {
    case 'negative-length':
      return framed(whole, -4);
    case 'zero-length':
      return framed('', 0);
    case 'huge-length':
      return framed(whole, 0x7fffffff);
    case 'no-terminator':
      return framed(whole.slice(0, -1));
    case 'truncated':
      return framed(firstHalf(whole));
    case 'extra-fields':
      return framed(`${whole}more\0than\0agreed\0`);
    case 'bad-count':
      return framed(withCount(frame, '-3'));
    case 'garbage':
      return Buffer.from(Array.from({ length: Buffer.byteLength(whole) + 4 }, () => random.below(256)));
  }
}

function framed(payload: string, length?: number): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(4);
  head.writeInt32BE(length ?? body.length);
  return Buffer.concat([head, body]);
}

/** The first half of the fields, at least the number. */
function firstHalf(whole: string): string {
  const fields = whole.slice(0, -1).split('\0');
  return fields.slice(0, Math.max(1, Math.floor(fields.length / 2))).join('\0') + '\0';
}

/** Messages without a count get the impossible value as their last field. */
function withCount(
  frame: { readonly id: number; readonly name: MessageName; readonly payload: string },
  count: string,
): string {
  const fields = frame.payload.split('\0').slice(0, -1);
  fields[COUNT_FIELD[frame.name] ?? fields.length - 1] = count;
  return `${frame.id}\0${fields.join('\0')}\0`;
}
