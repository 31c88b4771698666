import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Scrubber } from '../src/record/scrub.js';
import type { Direction } from '../src/record/transcript-line.js';

const frame = (...fields: (string | number)[]) => Buffer.from(fields.map((f) => `${f}\0`).join(''));
const fieldsOf = (payload: Buffer) => payload.toString('utf8').split('\0').slice(0, -1);

/** A scrubber that has seen the handshake of this server version. */
function scrubber(names: readonly string[] = [], version = 193): Scrubber {
  const fresh = new Scrubber({ names });
  fresh.line({
    type: 'frame',
    connection: 1,
    direction: 'out',
    name: 'handshake',
    payload: frame(version, '20260105 09:30:00 UTC'),
  });
  return fresh;
}

function placeOrder(account: string, orderRef: string, extra: { symbol?: string; faGroup?: string } = {}): Buffer {
  const fields: (string | number)[] = [
    3,
    1,
    0,
    extra.symbol ?? 'AAPL',
    'STK',
    '',
    0,
    '',
    '',
    'SMART',
    '',
    'USD',
    '',
    '',
  ];
  fields.push('', '', 'BUY', 100, 'LMT', 150, '', 'DAY', '', account, '', 0, orderRef, 1, 0, 0, 0, 0, 0, 0, 0, '', '');
  fields.push('', '', extra.faGroup ?? '', '', '', '', '');
  return frame(...fields);
}

describe('A recording', () => {
  it('gives an account the same stand-in in fields and texts, in both directions', () => {
    const scrub = scrubber();
    expect(fieldsOf(scrub.payload('out', frame(15, 1, 'DU1234567,U7654321')))[2]).toBe('DU0000001,U0000002');
    expect(fieldsOf(scrub.payload('in', frame(6, 2, 1, 'U7654321')))[3]).toBe('U0000002');
    const notice = frame(4, 2, -1, 321, 'Account du1234567 is read only; ask the owner of [U7654321]', '');
    expect(fieldsOf(scrub.payload('out', notice))[4]).toBe(
      'Account DU0000001 is read only; ask the owner of [U0000002]',
    );
  });

  it('keeps the letters that say paper, live, adviser and "all accounts"', () => {
    const scrub = scrubber();
    const list = frame(15, 1, 'F1234567A,F1234567,DF7654321,DUH123456,I99999');
    expect(fieldsOf(scrub.payload('out', list))[2]).toBe('F0000001A,F0000001,DF0000002,DUH0000003,I0000004');
  });

  it('keeps everything that is no secret', () => {
    const scrub = scrubber();
    scrub.payload('out', frame(15, 1, 'DU1234567'));
    const portfolio = frame(
      7,
      8,
      265598,
      'AAPL',
      'STK',
      '',
      0,
      '',
      '',
      'NASDAQ',
      'USD',
      'AAPL',
      'NMS',
      10,
      1.5,
      15,
      1,
      0,
      0,
    );
    expect(scrub.payload('out', portfolio)).toEqual(portfolio);
  });

  it('replaces an order ref wherever it is echoed, and a short one only where order refs and texts are', () => {
    const scrub = scrubber();
    scrub.payload('in', placeOrder('DU1234567', 'momentum-17'));
    expect(fieldsOf(scrub.payload('out', frame(4, 2, 1, 201, 'Order momentum-17 rejected', '')))[4]).toBe(
      'Order ref-0001 rejected',
    );
    expect(fieldsOf(scrub.payload('in', placeOrder('DU1234567', 'AAPL')))[26]).toBe('ref-0002');
    expect(fieldsOf(scrub.payload('in', placeOrder('DU1234567', 'AAPL')))[3]).toBe('AAPL');
  });

  it('does not take a word of the protocol for an order ref elsewhere', () => {
    const scrub = scrubber();
    expect(fieldsOf(scrub.payload('in', placeOrder('DU1234567', 'Submitted')))[26]).toBe('ref-0001');
    const status = frame(3, 1, 'Submitted', 0, 100, 0, 123456789, 0, 0, 0, '', 0);
    expect(scrub.payload('out', status)).toEqual(status);
    expect(fieldsOf(scrub.payload('in', placeOrder('DU1234567', '123456789')))[26]).toBe('ref-0002');
    expect(scrub.payload('out', status)).toEqual(status);
  });

  it('finds the adviser group and model behind the legs of a combination', () => {
    const scrub = scrubber([], 193);
    const fields = fieldsOf(placeOrder('', '', { faGroup: 'Smith family' }));
    const legs = ['2', ...Array<string>(16).fill('1'), '0', '1', 'NonGuaranteed', '1'];
    const combo = [...fields.slice(0, 35), ...legs, ...fields.slice(35)];
    combo[4] = 'BAG';
    expect(fieldsOf(scrub.payload('in', frame(...combo)))).toContain('name-0001');
  });

  it('empties the adviser configuration of names and keeps its tags', () => {
    const scrub = scrubber();
    const xml =
      '<ListOfGroups><Group><name>Doe Family</name><String>U1234567</String><n>1.5</n></Group></ListOfGroups>';
    expect(fieldsOf(scrub.payload('out', frame(16, 1, 1, xml)))[3]).toBe(
      '<ListOfGroups><Group><name>name-0001</name><String>U0000001</String><n>1.5</n></Group></ListOfGroups>',
    );
  });

  it('takes out the names it is told, whatever their case, encoding or escape', () => {
    const scrub = scrubber(['Zoë Müller']);
    const texts = [
      Buffer.from('x zoë mÜLLER y'.replace('Ü', 'ü'), 'utf8'),
      Buffer.from('x Zoë Müller y', 'latin1'),
      Buffer.from('x Zo\\u00eb M\\u00fcller y'),
    ];
    for (const text of texts) {
      const payload = Buffer.concat([frame(4, 2, -1, 2100), text, Buffer.of(0)]);
      expect(fieldsOf(scrub.payload('out', payload))[4]).toBe('x name-0001 y');
    }
  });

  it('scrubs a scrubbed transcript to itself', () => {
    const first = scrubber();
    const frames: [Direction, Buffer][] = [
      ['out', frame(15, 1, 'DU1234567,U7654321')],
      ['in', placeOrder('U7654321', 'momentum-17')],
    ];
    const once = frames.map(([direction, payload]): [Direction, Buffer] => [
      direction,
      first.payload(direction, payload),
    ]);
    const second = scrubber();
    expect(once.map(([direction, payload]) => second.payload(direction, payload))).toEqual(once.map(([, p]) => p));
  });

  it('never lets an account, a name or a long order ref through, wherever it stands', () => {
    const account = fc.tuple(
      fc.constantFrom('U', 'DU', 'F', 'DF', 'I', 'DUM'),
      fc.integer({ min: 100_000, max: 99_999_999 }),
    );
    const secrets = fc.record({
      account: account.map(([letters, digits]) => `${letters}${digits}`),
      name: fc.stringMatching(/^[A-Z][a-z]{3,9} [A-Z][a-z]{3,9}$/),
      ref: fc.uuid(),
    });
    const property = fc.property(
      secrets,
      fc.array(fc.nat(7), { maxLength: 12 }),
      ({ account: a, name, ref }, places) => {
        const scrub = scrubber([name]);
        const frames: [Direction, Buffer][] = [
          ['in', placeOrder(a, ref)],
          ...places.map((place): [Direction, Buffer] => [
            place % 2 === 0 ? 'in' : 'out',
            frame(
              90 + place,
              ...Array<string>(place).fill('x'),
              `(${a}) for "${name}": ${ref}`,
              a,
              ref,
              name,
              a.toLowerCase(),
            ),
          ]),
          ['out', frame(6, 2, 'AccountCode', a, '', a)],
        ];
        const bytes = Buffer.concat(frames.map(([direction, payload]) => scrub.payload(direction, payload))).toString(
          'latin1',
        );
        for (const secret of [a, name, ref]) expect(bytes.toLowerCase()).not.toContain(secret.toLowerCase());
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});
