/** What a contract's details say about time: its exchange's zone and its trading hours. Asked once per contract. */
import type { Clock, IBKRConnectionManager, QualifiedContract } from '@cq/connection';
import { getContractDetails } from '@cq/connection/internal';
import { ianaTimeZone } from './time-zone.js';
import { parseTradingHours, type TradingHours } from './trading-hours.js';
import { untilAborted } from './until-aborted.js';

export interface ContractFacts {
  /** IANA name. */
  readonly timeZone: string | undefined;
  readonly hours: TradingHours | undefined;
  /** Regular hours only. */
  readonly regularHours: TradingHours | undefined;
}

const NOTHING: ContractFacts = { timeZone: undefined, hours: undefined, regularHours: undefined };
/** Hours reach about a week ahead. */
const GOOD_FOR_MS = 12 * 3_600_000;
/** How soon somebody who only glances makes TWS be asked again after it did not answer. */
const FAILED_FOR_MS = 300_000;

interface Entry {
  readonly askedAt: number;
  readonly facts: Promise<ContractFacts>;
  known: ContractFacts | undefined;
  failed: boolean;
}

export class ContractFactBook {
  readonly #connection: IBKRConnectionManager;
  readonly #clock: Clock;
  readonly #entries = new Map<number, Entry>();
  readonly #closing = new AbortController();

  constructor(connection: IBKRConnectionManager, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /**
   * Without an answer nothing is known, and that is asked again the next time. Rejects with `signal.reason` when aborted,
   * and for no other reason.
   */
  get(contract: QualifiedContract, signal: AbortSignal | undefined): Promise<ContractFacts> {
    const known = this.#entries.get(contract.conId);
    return untilAborted(this.#current(contract, known?.failed === true ? 0 : GOOD_FOR_MS).facts, signal);
  }

  /** What is known now; undefined while TWS is being asked. */
  peek(contract: QualifiedContract): ContractFacts | undefined {
    const known = this.#entries.get(contract.conId);
    return this.#current(contract, known?.failed === true ? FAILED_FOR_MS : GOOD_FOR_MS).known;
  }

  /** Asks nothing more, and waits for no answer: a lent connection lives on. */
  close(): void {
    this.#closing.abort();
  }

  #current(contract: QualifiedContract, goodForMs: number): Entry {
    const now = this.#clock.now();
    const known = this.#entries.get(contract.conId);
    if (known !== undefined && now - known.askedAt < goodForMs) return known;
    const facts = isCombination(contract) ? Promise.resolve(NOTHING) : this.#ask(contract);
    const entry: Entry = { askedAt: now, facts, known: known?.known, failed: false };
    this.#entries.set(contract.conId, entry);
    facts.then(
      (answer) => {
        entry.failed = answer === NOTHING;
        if (!entry.failed) entry.known = answer;
      },
      () => undefined,
    );
    return entry;
  }

  async #ask(contract: QualifiedContract): Promise<ContractFacts> {
    try {
      const [details] = await getContractDetails(this.#connection, contract, { signal: this.#closing.signal });
      return {
        timeZone: ianaTimeZone(details?.timeZoneId ?? ''),
        hours: parseTradingHours(details?.tradingHours, details?.timeZoneId),
        regularHours: parseTradingHours(details?.liquidHours, details?.timeZoneId),
      };
    } catch {
      return NOTHING;
    }
  }
}

/** TWS keeps no details of a combination: its legs are traded in hours of their own. */
function isCombination({ secType }: QualifiedContract): boolean {
  return secType === 'BAG';
}
