/** What the letters of bid, ask and last exchanges stand for. TWS explains each set once; quotes of a set share it. */
import { request } from '@cq/connection/internal';
import type { FeedContext } from './feed-context.js';
import { QuoteExchanges } from './quote-exchanges.js';
import type { QuoteLine } from './quote-line.js';

type Letters = ReadonlyMap<string, string>;

export class ExchangeLetters {
  readonly #context: FeedContext;
  readonly #sets = new Map<string, Promise<Letters>>();

  constructor(context: FeedContext) {
    this.#context = context;
  }

  /**
   * Asks TWS unless the set is known, and gives the line its meanings. A refusal leaves the letters as they are, and
   * the set is asked for again when TWS names it the next time: with the next request.
   */
  explain(line: QuoteLine, bboExchange: string, done: () => void): void {
    if (bboExchange === '' || line.bboExchange === bboExchange) return;
    line.bboExchange = bboExchange;
    this.#lettersOf(bboExchange).then(
      (letters) => {
        (line.state.exchanges ??= new QuoteExchanges()).explain(letters);
        done();
      },
      () => {
        this.#sets.delete(bboExchange);
        if (line.bboExchange === bboExchange) line.bboExchange = undefined;
      },
    );
  }

  #lettersOf(bboExchange: string): Promise<Letters> {
    const known = this.#sets.get(bboExchange);
    if (known !== undefined) return known;
    const asked = request<Letters>(this.#context.connection, 'smart components', (exchange, resolve) => {
      exchange.listen('smartComponents', (reqId: number, components: Map<number, [string, string]>) => {
        if (reqId !== exchange.reqId) return;
        resolve(new Map([...components.values()].map(([name, letter]) => [letter, name])));
      });
      exchange.ib.reqSmartComponents(exchange.reqId, bboExchange);
    });
    this.#sets.set(bboExchange, asked);
    return asked;
  }
}
