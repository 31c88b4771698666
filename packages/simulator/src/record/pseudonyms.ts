/**
 * Stand-ins for secrets: the same secret gets the same stand-in for as long as the book lives, in order of first
 * appearance. An account keeps its leading letters (`DU1234567` becomes `DU0000001`), because they say paper or live.
 * A value that already looks like a stand-in is left alone, so that a scrubbed transcript scrubs to itself.
 */

import type { SecretKind } from './secret-fields.js';
import { STAND_IN } from './stand-in.js';

/** Brokerage accounts as IBKR numbers them; `D` in front is a paper account, a letter behind is an adviser's "all". */
const ACCOUNT = /(?<![A-Za-z0-9])(D[UFI][A-Z]?|[UFI])(\d{5,10})(?=[A-Z]?(?![A-Za-z0-9]))/gi;
/** One account number and nothing else. */
const ONE_ACCOUNT = /^(D[UFI][A-Z]?|[UFI])(\d{5,10})([A-Z]?)$/i;

/** Shorter order refs and names are too likely to be an ordinary word of the protocol to be replaced everywhere. */
const EVERYWHERE_FROM_LENGTH = 6;

/** Words of the protocol that are replaced in a secret's own field but nowhere else. */
const PROTOCOL_WORDS = new Set(
  (
    'ApiPending ApiCancelled PendingSubmit PendingCancel PreSubmitted Submitted Cancelled Filled Inactive ' +
    'INDIVIDUAL MIDPRICE AvailableEquity NetLiq EqualQuantity ISLAND NASDAQ IDEALPRO PAXOS'
  )
    .split(' ')
    .map((word) => word.toUpperCase()),
);

export class Pseudonyms {
  readonly #byValue = new Map<string, string>();
  readonly #everywhere = new Map<string, string>();
  readonly #taken = new Set<string>();
  #counters: Record<SecretKind, number> = { account: 0, ref: 0, name: 0 };
  #pattern: RegExp | undefined;

  /** Secrets met so far that are replaced wherever they occur. */
  get size(): number {
    return this.#everywhere.size;
  }

  /** The stand-in of a secret that fills its field, made at first sight. Empty fields hold no secret. */
  standIn(value: string, kind: SecretKind, options: { readonly everywhere?: boolean } = {}): string {
    if (value === '' || STAND_IN.test(value)) {
      this.#taken.add(value);
      return value;
    }
    const numbered = kind === 'ref' ? null : ONE_ACCOUNT.exec(value);
    if (numbered?.[3]) return this.standIn(value.slice(0, -1), 'account') + numbered[3];
    return this.#known(value, numbered === null ? kind : 'account', options.everywhere === true);
  }

  #known(value: string, kind: SecretKind, everywhere: boolean): string {
    const key = `${kind} ${fold(value, kind)}`;
    const known = this.#byValue.get(key);
    if (known !== undefined) return known;
    const standIn = this.#next(value, kind);
    this.#byValue.set(key, standIn);
    if (everywhere || isDistinctive(value, kind)) this.#replaceEverywhere(value, standIn);
    return standIn;
  }

  /** Notes every account number in free text or in a field of unknown meaning. */
  learnAccounts(text: string): void {
    for (const [, letters = '', digits = ''] of text.matchAll(ACCOUNT)) this.standIn(letters + digits, 'account');
  }

  /** The text with every secret known so far replaced. */
  replaceIn(text: string): string {
    if (this.#everywhere.size === 0) return text;
    this.#pattern ??= new RegExp(
      [...this.#everywhere.keys()]
        .sort((a, b) => b.length - a.length)
        .map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('|'),
      'gi',
    );
    return text.replace(this.#pattern, (match) => this.#everywhere.get(match.toUpperCase()) ?? match);
  }

  #next(value: string, kind: SecretKind): string {
    const prefix = kind === 'account' ? accountPrefix(value) : `${kind}-`;
    for (;;) {
      const number = String(++this.#counters[kind]).padStart(4, '0');
      const standIn = kind === 'account' ? `${prefix}000${number}` : prefix + number;
      if (!this.#taken.has(standIn)) return standIn;
    }
  }

  #replaceEverywhere(value: string, standIn: string): void {
    for (const form of spellings(value)) this.#everywhere.set(form.toUpperCase(), standIn);
    this.#pattern = undefined;
  }
}

function fold(value: string, kind: SecretKind): string {
  return kind === 'ref' ? value : value.toUpperCase();
}

function isDistinctive(value: string, kind: SecretKind): boolean {
  if (PROTOCOL_WORDS.has(value.toUpperCase()) || /^[-+]?\d*\.?\d*$/.test(value)) return false;
  return kind === 'account' ? value.length >= 4 : value.length >= EVERYWHERE_FROM_LENGTH;
}

function accountPrefix(value: string): string {
  const letters = ONE_ACCOUNT.exec(value)?.[1];
  if (letters !== undefined) return letters.toUpperCase();
  return value.toUpperCase().startsWith('D') ? 'DX' : 'X';
}

/** The byte strings under which a secret can travel: UTF-8, Latin-1 (TWS on Windows), and `\uXXXX` escapes. */
function spellings(latin1: string): string[] {
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  const escaped = text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const oneByte = /[\u0100-\uffff]/.test(text) ? [] : [text];
  return [...new Set([latin1, escaped, ...oneByte])];
}
