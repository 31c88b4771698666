import { describe, expect, it } from 'vitest';
import { parseInstruments } from '../src/scenario/instrument-file.js';
import { FileError } from '../src/scenario/located-json.js';
import { parsePrices } from '../src/scenario/price-file.js';

function errorOf(read: () => unknown): FileError {
  try {
    read();
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
  throw new Error('expected a mistake to be found');
}

describe('An instrument file', () => {
  it('holds instruments', () => {
    expect(parseInstruments('[{"symbol": "ACME", "price": 1.5, "hours": "crypto", "isin": "US0378331005"}]')).toEqual([
      { symbol: 'ACME', price: 1.5, hours: 'crypto', isin: 'US0378331005' },
    ]);
  });

  it.each([
    ['{}', 1, '', 'Expected a list'],
    ['[\n{"price": 1}]', 2, '[0].symbol', 'Missing: expected a text'],
    ['[{"symbol": "A",\n"price": 0}]', 2, '[0].price', 'Expected a number above 0, found 0'],
    ['[{"symbol": "A", "price": 1, "secType": "STOCK"}]', 1, '[0].secType', 'Expected one of STK'],
    ['[{"symbol": "A", "price": 1, "currency": "usd"}]', 1, '[0].currency', 'three capital letters'],
    ['[{"symbol": "A", "price": 1, "lastTradeDate": "2026-01"}]', 1, '[0].lastTradeDate', 'YYYYMMDD'],
    ['[{"symbol": "A", "price": 1, "hours": "moon"}]', 1, '[0].hours', 'Expected one of usStock'],
    ['[{"symbol": "A", "price": 1, "minTik": 1}]', 1, '[0].minTik', 'did you mean minTick?'],
    ['[{"symbol": "A", "price": 1},\n{"symbol": "A", "price": 2}]', 2, '[1]', 'The same instrument as in line 1'],
  ])('with the mistake in %j is refused with line %i and field "%s"', (text, line, field, expectation) => {
    const error = errorOf(() => parseInstruments(text, 'mine.json'));
    expect({ file: error.file, line: error.line, field: error.field }).toEqual({ file: 'mine.json', line, field });
    expect(error.message).toContain(expectation);
  });
});

describe('A price file', () => {
  it('holds ticks as CSV, of one symbol or several', () => {
    const text = '# mine\ntime,symbol,bid,ask,price,size\n1000,A,1,2,,\n1000,B,,,5,100\n2000,A,,3,,\n';
    expect(parsePrices(text, 'x.csv', 'start')).toEqual([
      {
        symbol: 'A',
        align: 'start',
        rows: [
          { time: 1000, bid: 1, ask: 2 },
          { time: 2000, ask: 3 },
        ],
      },
      { symbol: 'B', align: 'start', rows: [{ time: 1000, price: 5, size: 100 }] },
    ]);
  });

  it('holds bars as JSONL, and is named after its symbol', () => {
    const text = '{"time": "2026-01-14T15:00:00Z", "open": 1, "high": 3, "low": 1, "close": 2, "volume": 10}\n\n';
    expect(parsePrices(text, '/data/EUR.USD.jsonl')).toEqual([
      {
        symbol: 'EUR.USD',
        align: 'time',
        rows: [{ time: Date.UTC(2026, 0, 14, 15), open: 1, high: 3, low: 1, close: 2, volume: 10 }],
      },
    ]);
  });

  it.each([
    ['', 1, '', 'Expected a header'],
    ['time,price\n', 1, '', 'Expected at least one price'],
    ['time,prise\n', 1, 'prise', 'Unknown column, did you mean price?'],
    ['symbol,price\n', 1, 'time', 'Missing: expected a column'],
    ['time,price\n1,2,3\n', 2, '', 'Expected 2 columns, found 3'],
    ['time,price\n\nsoon,2\n', 3, 'time', 'Expected milliseconds or a date'],
    ['time,price\n2026-01-14 15:00,2\n', 2, 'time', 'Expected milliseconds or a date'],
    ['time,price\n,2\n', 2, 'time', 'Expected milliseconds or a date'],
    ['time,price\n1,x\n', 2, 'price', 'Expected a number, found "x"'],
    ['time,price,size\n1,1,-5\n', 2, 'size', 'a number of at least 0'],
    ['time,price\n2,1\n1,1\n', 3, 'time', 'Earlier than the line before it'],
    ['time,price\n1,\n', 2, '', 'Expected a price, a bid or ask'],
    ['time,open,high,low\n1,1,1,1\n', 2, 'close', 'Missing: a bar has'],
    ['time,open,high,low,close\n1,2,1,1,1\n', 2, 'high', 'Expected the highest price'],
    ['{"time": 1, "price": 1}\n{"time": 2, "price": }\n', 2, 'price', 'Expected a value'],
    ['{"time": 1, "price": 1}\n{"time": 2, "cost": 3}\n', 2, 'cost', 'Unknown field'],
    ['{"time": 1, "price": true}\n', 1, 'price', 'Expected a number or a text'],
  ])('with the mistake in %j is refused with line %i and field "%s"', (text, line, field, expectation) => {
    const error = errorOf(() => parsePrices(text, 'AAPL.csv'));
    expect({ file: error.file, line: error.line, field: error.field }).toEqual({ file: 'AAPL.csv', line, field });
    expect(error.message).toContain(expectation);
  });
});
