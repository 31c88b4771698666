// Reading notices: any number, any text, and texts that are almost those TWS sends.
import { catalogue, describe, format, getErrorTips, parseNotice, RequestError } from '@cq/errors';
import fc from 'fast-check';
import type { FuzzTarget } from './target.js';

const known = Object.keys(catalogue).map(Number);
const words = fc.constantFrom(
  'Market data farm connection is OK:usfarm',
  'Connectivity between IB and Trader Workstation has been restored',
  'Order rejected - reason:',
  'OrderId 12 that needs to be cancelled is not found.',
  'Requested market data is not subscribed. Displaying delayed market data.',
  'Max rate of messages per second has been exceeded:max=50 rec=61 (1)',
  'Socket port has been reset and this connection is being dropped. Please reconnect on the new port -4003',
  'Historical Market Data Service error message:',
  '由于',
  '"',
  '{',
  ':',
  '=',
  '-',
  '\n',
  '\0',
  '\u2028',
  '９',
  ' '.repeat(500),
  '1'.repeat(400),
  '.;'.repeat(200),
);
const message = fc
  .array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 40 }), fc.double().map(String)), { maxLength: 12 })
  .map((parts) => parts.join(''));
const code = fc.oneof(fc.constantFrom(...known), fc.integer(), fc.constantFrom(Number.NaN, -0, 0.5, Infinity, 2 ** 53));

/** Matching is linear, so this is never near; a pattern that backtracks takes minutes. */
const deadlineMs = 1_000;

export const target: FuzzTarget = {
  name: 'parse-notice',
  claim: 'Any code with any text is read without an error, in linear time, and always with a row of the catalogue',
  property: () =>
    fc.property(code, message, (number, text) => {
      const started = performance.now();
      const parsed = parseNotice({ code: number, message: text });
      getErrorTips(number);
      const line = format(new RequestError('reqMktData', { code: number, message: text }));
      const tookMs = performance.now() - started;
      if (tookMs > deadlineMs) throw new Error(`took ${tookMs.toFixed(0)} ms for ${text.length} characters`);
      if (typeof line !== 'string') throw new Error('format gave no text');
      const row = describe(number);
      if (parsed.entry.onOrder !== row.onOrder || parsed.entry.onSession !== row.onSession)
        throw new Error('the text changed what the code does');
      for (const [field, value] of Object.entries(parsed))
        if (typeof value === 'number' && field !== 'code' && !Number.isFinite(value))
          throw new Error(`${field} is ${value}`);
    }),
};
