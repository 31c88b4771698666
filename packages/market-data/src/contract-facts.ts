/** What a contract's details say about time: its exchange's zone and its trading hours. Asked once per contract. */
import type { Clock, IBKRConnectionManager, QualifiedContract } from '@cq/connection';
import { getContractDetails } from '@cq/connection/internal';
import { ianaTimeZone } from './time-zone.js';
import { parseTradingHours, type TradingHours } from './trading-hours.js';

export interface ContractFacts {
  /** IANA name. */
  readonly timeZone: string | undefined;
  readonly hours: TradingHours | undefined;
}

const NOTHING: ContractFacts = { timeZone: undefined, hours: undefined };
/** Hours reach about a week ahead. */
const GOOD_FOR_MS = 12 * 3_600_000;

interface Entry {
  readonly askedAt: number;
  readonly facts: Promise<ContractFacts>;
  known: ContractFacts | undefined;
}

export class ContractFactBook {
  readonly #connection: IBKRConnectionManager;
  readonly #clock: Clock;
  readonly #entries = new Map<number, Entry>();

  constructor(connection: IBKRConnectionManager, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** Never rejects: without an answer nothing is known, and that is asked again later. */
  get(contract: QualifiedContract): Promise<ContractFacts> {
    return this.#entry(contract).facts;
  }

  /** What is known now; undefined while TWS is being asked. */
  peek(contract: QualifiedContract): ContractFacts | undefined {
    return this.#entry(contract).known;
  }

  #entry(contract: QualifiedContract): Entry {
    const { conId } = contract;
    const now = this.#clock.now();
    const known = this.#entries.get(conId);
    if (known !== undefined && now - known.askedAt < GOOD_FOR_MS) return known;
    const entry: Entry = { askedAt: now, facts: this.#ask(contract), known: known?.known };
    this.#entries.set(conId, entry);
    entry.facts.then(
      (facts) => (entry.known = facts),
      () => undefined,
    );
    return entry;
  }

  async #ask(contract: QualifiedContract): Promise<ContractFacts> {
    try {
      const [details] = await getContractDetails(this.#connection, contract);
      return {
        timeZone: ianaTimeZone(details?.timeZoneId ?? ''),
        hours: parseTradingHours(details?.tradingHours, details?.timeZoneId),
      };
    } catch {
      this.#entries.delete(contract.conId);
      return NOTHING;
    }
  }
}
