/**
 * A recorded connection as questions and answers. An answer belongs to the latest request with its id; without an id, to
 * the latest request that asks for its kind; failing that (notices, mostly), to whatever was asked last.
 */

import { MESSAGE_IDS } from '../message-ids.js';
import { answerIdPositions, endOf, ownersOf, requestIdPosition } from './message-keys.js';
import type { RecordedConnection, RecordedEvent } from './recording.js';

interface Answer {
  /** Since the request. */
  readonly afterMs: number;
  readonly fields: readonly string[];
}

export interface Exchange {
  readonly line: number;
  readonly request: readonly string[];
  readonly answers: readonly Answer[];
}

/** The exchanges of a connection in the order of their requests; the first of a normal one is the start of the API. */
export function exchangesOf(connection: RecordedConnection): readonly Exchange[] {
  const sorter = new Sorter(connection.serverVersion);
  for (const event of connection.events) sorter.add(event);
  return sorter.exchanges;
}

interface Growing extends Exchange {
  readonly atMs: number;
  readonly answers: Answer[];
}

class Sorter {
  readonly exchanges: Growing[] = [];
  readonly #version: number;
  readonly #byId = new Map<string, Growing>();
  readonly #byKind = new Map<number, Growing>();
  readonly #byExecution = new Map<string, Growing>();
  #openLists: Growing[] = [];

  constructor(version: number) {
    this.#version = version;
  }

  add(event: RecordedEvent): void {
    if ((event.type !== 'in' && event.type !== 'out') || event.name === 'handshake') return;
    if (event.type === 'in') this.#request(event.fields, event.line, event.atMs);
    else this.#answer(event.fields, event.atMs);
  }

  #request(request: readonly string[], line: number, atMs: number): void {
    const exchange: Growing = { line, request, answers: [], atMs };
    const kind = Number(request[0]);
    const position = requestIdPosition(request, this.#version);
    const id = position === undefined ? undefined : request[position];
    this.exchanges.push(exchange);
    this.#byKind.set(kind, exchange);
    if (id !== undefined) this.#byId.set(id, exchange);
    if (endOf(kind) !== undefined) this.#openLists.push(exchange);
  }

  #answer(fields: readonly string[], atMs: number): void {
    const owner = this.#owner(fields);
    if (owner === undefined) return;
    owner.answers.push({ afterMs: atMs - owner.atMs, fields });
    if (Number(fields[0]) === MESSAGE_IDS.execDetails) this.#byExecution.set(fields[14] ?? '', owner);
  }

  #owner(fields: readonly string[]): Growing | undefined {
    const kind = Number(fields[0]);
    const owners = ownersOf(kind);
    const list = this.#openLists.find((open) => owners.includes(Number(open.request[0])));
    if (list !== undefined) {
      if (endOf(Number(list.request[0])) === kind) this.#openLists = this.#openLists.filter((open) => open !== list);
      return list;
    }
    return this.#byOwnId(fields) ?? this.#byOwnKind(owners) ?? this.exchanges.at(-1);
  }

  #byOwnId(fields: readonly string[]): Growing | undefined {
    if (Number(fields[0]) === MESSAGE_IDS.commissionReport) return this.#byExecution.get(fields[2] ?? '');
    for (const position of answerIdPositions(fields, this.#version)) {
      const found = this.#byId.get(fields[position] ?? '');
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #byOwnKind(owners: readonly number[]): Growing | undefined {
    return owners
      .map((owner) => this.#byKind.get(owner))
      .filter((exchange) => exchange !== undefined)
      .reduce<Growing | undefined>((latest, next) => (latest && latest.line > next.line ? latest : next), undefined);
  }
}
