/** Positions, once and as they change. A pure reduction of what TWS tells, and the two ways to ask for it. */
import type { CallOptions, IBKRConnectionManager, QualifiedContract } from '@cq/connection';
import { fromTwsContract, request, subscribe, type Exchange } from '@cq/connection/internal';
import type { Contract as IbContract } from '@stoqey/ib';
import { checkAccount } from './accounts.js';
import { decimal, difference, multiply, toNumber } from './decimal.js';
import { Turns } from './turns.js';
import { EventName, number } from './tws.js';

export interface Position {
  readonly account: string;
  readonly contract: QualifiedContract;
  /** Negative when short; never zero. */
  readonly quantity: number;
  /** Per unit, fees and multiplier included, in the contract's currency. */
  readonly avgCost: number;
  /** `quantity × avgCost`: negative when short. */
  readonly costBasis: number;
}

/** A position and what happened to it. Of one that was closed, `quantity` is 0. */
export interface PositionChange extends Position {
  readonly change: 'initial' | 'opened' | 'increased' | 'reduced' | 'reversed' | 'closed' | 'cost';
  readonly before: Position | undefined;
  /** Change of the quantity. */
  readonly delta: number;
}

export function positionOf(account: string, contract: QualifiedContract, quantity: number, avgCost: number): Position {
  const costBasis = toNumber(multiply(decimal(quantity), decimal(avgCost)));
  return { account, contract, quantity, avgCost, costBasis };
}

/** All positions as told so far. */
export type Positions = ReadonlyMap<string, Position>;

export type PositionFact =
  | { readonly type: 'position'; readonly position: Position }
  /** TWS has told all: what it did not mention since `begin` is no longer held. */
  | { readonly type: 'end' };

export interface PositionState {
  readonly positions: Positions;
  /** Mentioned since the download began; `undefined` once it is complete. */
  readonly mentioned: ReadonlySet<string> | undefined;
  readonly isFirst: boolean;
}

export const noPositions: PositionState = { positions: new Map(), mentioned: new Set(), isFirst: true };

/** A new download begins: on the next session, or because somebody asked again. */
export function beginDownload(state: PositionState): PositionState {
  return { ...state, mentioned: new Set() };
}

export function reducePositions(
  state: PositionState,
  fact: PositionFact,
): { readonly state: PositionState; readonly changes: readonly PositionChange[] } {
  if (fact.type === 'end') return ended(state);
  const { position } = fact;
  const key = keyOf(position);
  const before = state.positions.get(key);
  const mentioned = state.mentioned && new Set(state.mentioned).add(key);
  const change = changeOf(before, position, state.isFirst);
  if (!change) return { state: { ...state, mentioned }, changes: [] };
  const positions = new Map(state.positions);
  if (position.quantity === 0) positions.delete(key);
  else positions.set(key, position);
  return { state: { ...state, positions, mentioned }, changes: [change] };
}

function ended(state: PositionState): ReturnType<typeof reducePositions> {
  const { mentioned } = state;
  if (!mentioned) return { state, changes: [] };
  const gone = [...state.positions].filter(([key]) => !mentioned.has(key));
  const positions = new Map(state.positions);
  for (const [key] of gone) positions.delete(key);
  const changes = gone.flatMap(([, before]) => changeOf(before, { ...before, quantity: 0, costBasis: 0 }, false) ?? []);
  return { state: { positions, mentioned: undefined, isFirst: false }, changes };
}

function changeOf(before: Position | undefined, after: Position, isFirst: boolean): PositionChange | undefined {
  const was = before?.quantity ?? 0;
  const is = after.quantity;
  if (was === is && (is === 0 || before?.avgCost === after.avgCost)) return undefined;
  const delta = difference(is, was);
  return { ...after, change: kindOf(was, is, isFirst), before, delta };
}

function kindOf(was: number, is: number, isFirst: boolean): PositionChange['change'] {
  if (was === 0) return isFirst ? 'initial' : 'opened';
  if (is === 0) return 'closed';
  if (was === is) return 'cost';
  if (was > 0 !== is > 0) return 'reversed';
  return Math.abs(is) > Math.abs(was) ? 'increased' : 'reduced';
}

function keyOf({ account, contract }: Pick<Position, 'account' | 'contract'>): string {
  return `${account} ${contract.conId}`;
}

type Row = [account: string, contract: IbContract, quantity: number, avgCost?: number];

/** TWS knows one stream of positions per client: it is cancelled when the last who listens goes. */
export class PositionWire {
  readonly #connection: IBKRConnectionManager;
  readonly #turns: Turns;
  #users = 0;

  constructor(connection: IBKRConnectionManager) {
    this.#connection = connection;
    this.#turns = new Turns(connection);
  }

  /** Every position of the login as it stands; `[]` when flat. */
  async get(options: CallOptions = {}): Promise<readonly Position[]> {
    const told = new Map<string, Position>();
    await this.#download((position) => void told.set(keyOf(position), position), options);
    return [...told.values()].filter(({ quantity }) => quantity !== 0);
  }

  /** Every position now, then each change. Ends with `InvalidArgumentError` for an account the login does not have. */
  stream(options: {
    readonly signal?: AbortSignal;
    readonly account?: string | undefined;
  }): AsyncIterableIterator<PositionChange, undefined> {
    let state = noPositions;
    const { signal, account } = options;
    const subscription = subscribe<PositionChange>(
      this.#connection,
      'positions',
      (exchange, push) => {
        if (account !== undefined) checkAccount(account, exchange.session.accounts);
        state = beginDownload(state);
        const take = (fact: PositionFact): void => {
          const { state: next, changes } = reducePositions(state, fact);
          state = next;
          for (const change of changes) push(change);
        };
        const stop = this.#use(exchange);
        const { session } = exchange;
        let isOver = false;
        exchange.listen(EventName.position, (...row: Row) => {
          const position = read(row);
          if (account === undefined || position.account === account) take({ type: 'position', position });
        });
        this.#download(() => undefined, { signal: session.signal }).then(
          () => {
            if (!isOver) take({ type: 'end' });
          },
          () => {
            if (!isOver && !session.signal.aborted) subscription.restart('the positions did not all come');
          },
        );
        return () => {
          isOver = true;
          stop();
        };
      },
      { ...(signal ? { signal } : {}), priority: 'account' },
    );
    return subscription;
  }

  /** Asks for all positions, and is done when all have been told. */
  #download(each: (position: Position) => void, options: CallOptions): Promise<undefined> {
    const operation = 'getPositions';
    const ask = (): Promise<undefined> =>
      request<undefined>(
        this.#connection,
        operation,
        (exchange, resolve) => {
          exchange.listen(EventName.position, (...row: Row) => each(read(row)));
          exchange.listen(EventName.positionEnd, () => resolve(undefined));
          const stop = this.#use(exchange);
          exchange.ib.reqPositions();
          return stop;
        },
        { ...options, priority: 'account' },
      );
    return this.#turns.take(operation, ask, options);
  }

  #use({ ib, session }: Exchange): () => void {
    this.#users += 1;
    let isUsing = true;
    const leave = (): void => {
      if (isUsing) this.#users -= 1;
      isUsing = false;
    };
    // When the session goes, nobody asks us to stop.
    session.signal.addEventListener('abort', leave, { once: true });
    return () => {
      session.signal.removeEventListener('abort', leave);
      leave();
      if (this.#users === 0) ib.cancelPositions();
    };
  }
}

function read([account, contract, quantity, avgCost]: Row): Position {
  return positionOf(account, fromTwsContract(contract), number(quantity) ?? 0, number(avgCost) ?? 0);
}
