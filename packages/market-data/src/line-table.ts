/** The quote lines of a feed by contract: by exchange, then by number, so that ten thousand lines need no text each. */
import type { QualifiedContract } from '@cq/connection';
import type { QuoteLine } from './quote-line.js';

export class LineTable {
  readonly #byRoute = new Map<string, Map<number, QuoteLine>>();

  get(contract: QualifiedContract): QuoteLine | undefined {
    return this.#byRoute.get(routeOf(contract))?.get(contract.conId);
  }

  set(line: QuoteLine): void {
    const route = routeOf(line.contract);
    const lines = this.#byRoute.get(route) ?? new Map<number, QuoteLine>();
    this.#byRoute.set(route, lines.set(line.contract.conId, line));
  }

  delete(line: QuoteLine): void {
    const route = routeOf(line.contract);
    const lines = this.#byRoute.get(route);
    lines?.delete(line.contract.conId);
    if (lines?.size === 0) this.#byRoute.delete(route);
  }

  all(): readonly QuoteLine[] {
    return [...this.#byRoute.values()].flatMap((lines) => [...lines.values()]);
  }
}

/** Combinations have no number of their own: their legs tell them apart. */
function routeOf({ exchange, legs }: QualifiedContract): string {
  return legs === undefined ? exchange : `${exchange} ${JSON.stringify(legs)}`;
}
