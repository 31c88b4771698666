/**
 * Which callbacks there are under each name. Most names have one, so those of a name are a chain and not a list: with
 * ten thousand names each list would count.
 */
import type { QualifiedContract } from '@cq/connection';
import type { QuoteCallback } from './quote-callback.js';
import type { QuoteLine } from './quote-line.js';

export class CallbacksByName {
  readonly #first = new Map<string, QuoteCallback>();

  get names(): readonly string[] {
    return [...this.#first.keys()];
  }

  /** The first contract under each name. */
  get contracts(): readonly QualifiedContract[] {
    return [...this.#first.values()].flatMap(({ line }) => (line === undefined ? [] : [line.contract]));
  }

  lineOf(name: string): QuoteLine | undefined {
    return this.#first.get(name)?.line;
  }

  nameOf(line: QuoteLine): string | undefined {
    for (const [name, callback] of this.#first) if (callback.line === line) return name;
    return undefined;
  }

  all(name: string): readonly QuoteCallback[] {
    const callbacks: QuoteCallback[] = [];
    for (let each = this.#first.get(name); each !== undefined; each = each.next) callbacks.push(each);
    return callbacks;
  }

  add(callback: QuoteCallback): void {
    callback.next = this.#first.get(callback.name);
    this.#first.set(callback.name, callback);
  }

  /** False when it was not there. */
  remove(callback: QuoteCallback): boolean {
    const { name, next } = callback;
    const others = this.all(name);
    const at = others.indexOf(callback);
    if (at < 0) return false;
    const before = others[at - 1];
    if (before !== undefined) before.next = next;
    else if (next !== undefined) this.#first.set(name, next);
    else this.#first.delete(name);
    return true;
  }

  clear(): void {
    this.#first.clear();
  }
}
