/** Take a frame apart by a field list, strictly: every field must be there, of its kind, and nothing left over. */

import { fits, isField, isIn, type Decoded, type Rules } from './notation.js';

/** @throws Error that names the field when the frame does not match the list at this server version */
export function decodeStrictly(name: string, rules: Rules, fields: readonly string[], version: number): Decoded {
  const reader = new Reader(name, fields, version);
  const decoded = reader.group(rules);
  reader.end();
  return decoded;
}

class Reader {
  readonly #name: string;
  readonly #fields: readonly string[];
  readonly #version: number;
  #next = 0;

  constructor(name: string, fields: readonly string[], version: number) {
    this.#name = name;
    this.#fields = fields;
    this.#version = version;
  }

  group(rules: Rules, outer: Readonly<Record<string, string>> = {}): Decoded {
    const fields: Record<string, string> = {};
    const lists: Record<string, readonly Decoded[]> = {};
    this.#read(rules, fields, lists, outer);
    return { fields, lists };
  }

  end(): void {
    const left = this.#fields.slice(this.#next);
    if (left.length > 0) this.#fail(`${left.length} fields left over: ${left.slice(0, 5).join('|')}`);
  }

  #read(
    rules: Rules,
    fields: Record<string, string>,
    lists: Record<string, readonly Decoded[]>,
    outer: Readonly<Record<string, string>>,
  ): void {
    for (const rule of rules) {
      if (isField(rule)) {
        if (isIn(rule, this.#version)) fields[rule[0]] = this.#take(rule[0], rule[1]);
      } else if ('given' in rule) {
        if (rule.given({ ...outer, ...fields })) this.#read(rule.rules, fields, lists, outer);
      } else if (this.#version >= (rule.since ?? 0)) {
        const count = Number(this.#take(`count of ${rule.times}`, 'int'));
        if (count < 0) this.#fail(`${count} ${rule.times}`);
        lists[rule.times] = Array.from({ length: count }, () => this.group(rule.rules, fields));
        if (count > 0 && rule.then) this.#read(rule.then, fields, lists, outer);
      }
    }
  }

  #take(name: string, kind: Parameters<typeof fits>[0]): string {
    const text = this.#fields[this.#next];
    if (text === undefined) this.#fail(`${name} is missing`);
    if (!fits(kind, text, this.#version)) this.#fail(`${name} is no ${kind}: "${text}" (field ${this.#next})`);
    this.#next++;
    return text;
  }

  #fail(why: string): never {
    throw new Error(`${this.#name} at version ${this.#version}: ${why}\n${this.#fields.join('|')}`);
  }
}
