import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileError, loadScenario, parseScenario } from '../src/scenario.js';
import { parseLocatedJson, plainJson } from '../src/scenario/located-json.js';
import { FAULT_RULES } from '../src/scenario/fault-rules.js';

function errorOf(text: string): FileError {
  try {
    parseScenario(text, 'night.json');
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
  throw new Error('expected a mistake to be found');
}

describe('A scenario file', () => {
  it('says what happens when', () => {
    const scenario = parseScenario(`{
      "description": "A bad night",
      "steps": [
        { "atMs": 1000, "inject": { "type": "link-lost", "repeatEveryMs": 500 }, "forMs": 3000 },
        { "when": { "message": "placeOrder", "nth": 2, "clientId": 7 }, "inject": { "type": "ack-lost" } },
        { "when": { "name": "openOrder" }, "afterMs": 5, "farm": { "name": "usfarm", "status": "broken" } },
        { "everyMs": 60000, "notice": { "code": 2104, "text": "ok:usfarm" }, "note": "hourly noise" }
      ],
      "chaos": { "seed": 3, "everyMs": 100, "faults": [{ "type": "half-open" }] }
    }`);
    expect(scenario.steps.map((step) => step.trigger)).toEqual([
      { type: 'time', atMs: 1000, everyMs: undefined },
      { type: 'frame', direction: 'in', name: 'placeOrder', nth: 2, clientId: 7, afterMs: 0 },
      { type: 'frame', direction: 'out', name: 'openOrder', nth: 1, clientId: undefined, afterMs: 5 },
      { type: 'time', atMs: 60000, everyMs: 60000 },
    ]);
    expect(scenario.steps[0]?.action).toEqual({ type: 'inject', fault: { type: 'link-lost', repeatEveryMs: 500 } });
    expect(scenario.steps[0]?.forMs).toBe(3000);
    expect(scenario.chaos).toEqual({ seed: 3, everyMs: 100, forMs: 1000, faults: [{ type: 'half-open' }] });
  });

  it('may hold nothing at all', () => {
    expect(parseScenario('{}')).toEqual({ description: '', steps: [], chaos: undefined });
  });

  const step = (text: string) => `{\n "steps": [\n  { ${text} }\n ]\n}`;

  it.each([
    ['{\n "steps": [\n  {]\n', 3, 'steps[0]', 'Expected a name in double quotes, found "]"'],
    ['{\n "steps": [\n', 3, 'steps[0]', 'Expected a value, found the end of the file'],
    ['{ "steps": [] } x', 1, '', 'Expected the end of the file, found "x"'],
    ['{ "steps": [],\n "steps": [] }', 2, 'steps', 'Given twice'],
    ['[]', 1, '', 'Expected an object, found a list'],
    ['{ "step": [] }', 1, 'step', 'Unknown field, did you mean steps?'],
    ['{ "steps": {} }', 1, 'steps', 'Expected a list, found an object'],
    ['{ "description": 3 }', 1, 'description', 'Expected a text'],
    [step('"atMs": 1'), 3, 'steps[0]', 'Expected one of inject, notice'],
    [step('"inject": { "type": "refuse" }'), 3, 'steps[0]', 'Expected atMs, everyMs or when'],
    [
      step('"atMs": -1, "inject": { "type": "refuse" }'),
      3,
      'steps[0].atMs',
      'Expected a number of at least 0, found -1',
    ],
    [step('"atMs": "1s", "inject": { "type": "refuse" }'), 3, 'steps[0].atMs', 'found "1s"'],
    [step('"atMs": 01, "inject": { "type": "refuse" }'), 3, 'steps[0].atMs', 'Expected a JSON value, found 01'],
    [
      step('"atMs": 1, "inject": {\n "type": "refusal" }'),
      4,
      'steps[0].inject.type',
      'No fault has this name, expected one of',
    ],
    [step('"atMs": 1, "inject": {\n "type": "drops" }'), 4, 'steps[0].inject.type', 'did you mean drop?'],
    [step('"atMs": 1, "inject": { "times": 1 }'), 3, 'steps[0].inject', 'Expected a "type", one of refuse'],
    [
      step('"atMs": 1, "inject": { "type": "delay" }'),
      3,
      'steps[0].inject.ms',
      'Missing: expected a number of at least 0',
    ],
    [
      step('"atMs": 1, "inject": { "type": "drop",\n "message": "placeOrders" }'),
      4,
      'steps[0].inject.message',
      'one of',
    ],
    [step('"atMs": 1, "inject": { "type": "drop", "reset": 1 }'), 3, 'steps[0].inject.reset', 'true or false, found 1'],
    [
      step('"atMs": 1, "farm": { "name": "x", "status": "bad" }'),
      3,
      'steps[0].farm.status',
      'ok, broken, inactive, connecting',
    ],
    [step('"atMs": 1, "price": { "symbol": "AAPL" }'), 3, 'steps[0].price', 'at least one of bid, ask, last'],
    [step('"atMs": 1, "afterMs": 1, "dropAll": {}'), 3, 'steps[0].afterMs', 'Goes with "when"'],
    [
      step('"when": { "message": "placeOrder" }, "atMs": 1, "dropAll": {}'),
      3,
      'steps[0].atMs',
      'Does not go with "when"',
    ],
    [step('"when": {}, "dropAll": {}'), 3, 'steps[0].when', 'Expected either message (a request) or name (an answer)'],
    [step('"atMs": 1, "dropAll": {}, "restart": {}'), 3, 'steps[0].restart', 'one action in a step'],
    [step('"atMs": 1, "dropAll": {}, "forMs": 1'), 3, 'steps[0].forMs', 'Only an injected fault lasts'],
    ['{ "chaos": { "everyMs": 5 } }', 1, 'chaos.faults', 'Missing'],
    ['{ "chaos": { "faults": [{ "type": "refuse" }] } }', 1, 'chaos.everyMs', 'Missing'],
    ['{ "chaos": { "everyMs": 5, "faults": [] } }', 1, 'chaos.faults', 'at least one fault'],
  ])('with the mistake in %j is refused with line %i and field "%s"', (text, line, field, expectation) => {
    const error = errorOf(text);
    expect({ file: error.file, line: error.line, field: error.field }).toEqual({ file: 'night.json', line, field });
    expect(error.message).toContain(expectation);
    expect(error.message.startsWith(`night.json:${line}: `)).toBe(true);
  });

  it('survives nesting that would overflow the stack', () => {
    expect(errorOf('['.repeat(100_000)).message).toContain('Expected at most 100 levels');
  });

  it('is read from disk, and the path is named in a mistake', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'cq-scenario-')), 'night.json');
    await writeFile(file, '{\n"stepz": []}');
    await expect(loadScenario(file)).rejects.toThrow(`${file}:2: stepz: Unknown field`);
    await expect(loadScenario(`${file}.missing`)).rejects.toThrow('ENOENT');
  });

  it('can name every fault', () => {
    const example = { code: 201, ms: 1, bytes: 1, bytesPerSecond: 1, how: 'garbage', message: 'placeOrder' };
    const more = { version: 176, port: 7500, farm: 'usfarm', status: 'ok', to: 1, symbol: 'AAPL', lines: 1 };
    const all: Record<string, unknown> = { ...example, ...more };
    for (const [type, fields] of Object.entries(FAULT_RULES)) {
      const required = Object.entries(fields).filter(([, rule]) => (rule as { required?: true }).required);
      const fault = { type, ...Object.fromEntries(required.map(([name]) => [name, all[name]])) };
      const [step] = parseScenario(JSON.stringify({ steps: [{ atMs: 0, inject: fault }] })).steps;
      expect(step?.action).toEqual({ type: 'inject', fault });
    }
  });
});

describe('The JSON reader', () => {
  it('agrees with JSON.parse on every document', () => {
    const agree = fc.property(fc.json(), fc.boolean(), (text, spread) => {
      const source = spread ? JSON.stringify(JSON.parse(text), null, 2) : text;
      const expected: unknown = JSON.parse(source);
      // Keys that JSON.parse merges, and __proto__, are refused or kept as plain fields here.
      expect(JSON.stringify(plainJson(parseLocatedJson(source, 'x')))).toBe(JSON.stringify(expected));
    });
    fc.assert(agree, { numRuns: 300 });
  });

  it('never accepts what JSON.parse refuses', () => {
    const property = fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:0123.-e tfn\\u\n')) }),
      (text) => {
        let standard = true;
        try {
          JSON.parse(text);
        } catch {
          standard = false;
        }
        if (!standard) expect(() => parseLocatedJson(text, 'x')).toThrow(FileError);
      },
    );
    fc.assert(property, { numRuns: 3000 });
  });
});
