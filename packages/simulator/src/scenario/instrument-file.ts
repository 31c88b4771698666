/**
 * Instruments of the user's own, as a JSON file: a list of objects.
 *
 * ```json
 * [
 *   { "symbol": "ACME", "price": 42.5, "primaryExchange": "NYSE", "volatility": 0.3 },
 *   { "symbol": "XYZ", "secType": "CRYPTO", "exchange": "PAXOS", "price": 0.12, "minTick": 0.0001, "hours": "crypto" }
 * ]
 * ```
 */

import { readFile } from 'node:fs/promises';
import { HOURS } from '../market/data/hours.js';
import type { InstrumentInput } from '../market/user-instruments.js';
import { FileError, parseLocatedJson } from './located-json.js';
import { checkObject, listOf, type Rule } from './rules.js';

/** Reads instruments from text; `file` is its name in errors. @throws FileError naming file, line and field */
export function parseInstruments(text: string, file = 'instruments'): readonly InstrumentInput[] {
  const seen = new Map<string, number>();
  return listOf(parseLocatedJson(text, file), file).map((node) => {
    const input = checkObject(node, RULES, file) as unknown as InstrumentInput;
    const { symbol, secType = 'STK', exchange = 'SMART', currency = 'USD', lastTradeDate = '' } = input;
    const key = `${symbol} ${secType} ${exchange} ${currency} ${lastTradeDate} ${input.conId ?? ''}`;
    const other = seen.get(key);
    if (other !== undefined) throw new FileError(file, node.line, node.path, `The same instrument as in line ${other}`);
    seen.set(key, node.line);
    return input;
  });
}

/** Reads an instrument file. @throws FileError for its contents, the system's error when it cannot be read */
export async function loadInstruments(file: string): Promise<readonly InstrumentInput[]> {
  return parseInstruments(await readFile(file, 'utf8'), file);
}

const text = { kind: 'text' } as const satisfies Rule;
const positive = { kind: 'number', above: 0 } as const satisfies Rule;
const SEC_TYPES = ['STK', 'OPT', 'FUT', 'FOP', 'IND', 'CASH', 'CFD', 'BOND', 'FUND', 'CMDTY', 'CRYPTO', 'WAR'];

const RULES: Readonly<Record<keyof InstrumentInput, Rule>> = {
  symbol: { kind: 'text', required: true },
  secType: { kind: 'choice', of: SEC_TYPES },
  exchange: text,
  primaryExchange: text,
  currency: { kind: 'text', form: { pattern: /^[A-Z]{3}$/, says: 'three capital letters' } },
  conId: { kind: 'integer', min: 1, max: 2 ** 31 - 1 },
  price: { ...positive, required: true },
  volatility: { kind: 'number', min: 0, max: 10 },
  dailyVolume: { kind: 'number', min: 0 },
  minTick: positive,
  spread: { kind: 'number', min: 0 },
  multiplier: text,
  localSymbol: text,
  tradingClass: text,
  longName: text,
  lastTradeDate: { kind: 'text', form: { pattern: /^\d{8}$/, says: 'a date as YYYYMMDD' } },
  isin: { kind: 'text', form: { pattern: /^[A-Z]{2}[A-Z0-9]{9}\d$/, says: 'an ISIN' } },
  hours: { kind: 'choice', of: Object.keys(HOURS) },
};
