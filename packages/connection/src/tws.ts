// The border: the only file of this package that runs code of @stoqey/ib.

import { IBApi } from '@stoqey/ib';
import { ConnectionError, InvalidArgumentError } from '@cq/errors';
import { isThenable } from './emitter.js';

/** What the library's client asks of the session it belongs to. */
export interface ApiOwner {
  /** Why calls are no longer possible; `undefined` while they are. */
  readonly ended: ConnectionError | undefined;
  /** Events are dropped while this is so. */
  readonly muted: boolean;
  /** A listener of an event of the library threw or rejected. */
  listenerFailed(error: unknown, event: string): void;
  /** Somebody called `disconnect()` on the library's client. */
  disconnectAsked(): void;
  /** A call threw and left the library unable to send anything more. */
  wedged(error: unknown): void;
  /** Runs `send` and answers whether it made the library write, without letting the bytes out. */
  probe(send: () => void): boolean;
}

/** A number so high that the library's own limiter, a queue that outlives sessions, is never used. */
const NO_LIMIT = 1e9;

/** A fresh client of the library. It reads no environment and no file, because everything is given. */
export function createApi(options: { host: string; port: number; clientId: number }, owner: ApiOwner): IBApi {
  return new SessionApi({ ...options, maxReqPerSec: NO_LIMIT }, owner);
}

/** Opens the library's connection the way only the session may. */
export function connectApi(api: IBApi, clientId: number): void {
  libraryMethod('connect').call(api, clientId);
}

/** Tells the library that its socket is to be given up. */
export function disconnectApi(api: IBApi): void {
  libraryMethod('disconnect').call(api);
}

/** Listens to one of the library's events; the answer stops it. */
export function listenTo(api: IBApi, event: string, listener: (...args: never[]) => void): () => void {
  const safe = isolated(api, listener as Listener);
  own.add(safe);
  libraryMethod('on').call(api, event, safe);
  return () => void libraryMethod('off').call(api, event, safe);
}

/** The client is of no use any more: nobody hears of it again. */
export function dismissApi(api: IBApi): void {
  libraryMethod('removeAllListeners').call(api);
}

/** Shared between copies of this package: a session made by one can be used through another. */
const ownerKey = Symbol.for('@cq/connection/api-owner');
/** The toolkit's own listeners, which `removeAllListeners()` of a user leaves alone. */
const own = new WeakSet<Listener>();
const wrapped = new WeakMap<IBApi, WeakMap<object, Listener>>();

type Listener = (...args: unknown[]) => unknown;
type Method = (this: IBApi, ...args: unknown[]) => unknown;

/** The library's own method, unguarded. */
function libraryMethod(name: string): Method {
  const method = (IBApi.prototype as unknown as Record<string, Method | undefined>)[name];
  if (!method) throw new TypeError(`@stoqey/ib has no method ${name}()`);
  return method;
}

/** Guards every call, isolates every listener. What it does not guard, the library does as documented. */
class SessionApi extends IBApi {
  constructor(options: ConstructorParameters<typeof IBApi>[0], owner: ApiOwner) {
    super(options);
    Object.defineProperty(this, ownerKey, { value: owner });
  }

  static {
    const target = SessionApi.prototype as unknown as Record<string, Method>;
    for (const name of Object.getOwnPropertyNames(IBApi.prototype)) {
      const isMethod = typeof Object.getOwnPropertyDescriptor(IBApi.prototype, name)?.value === 'function';
      if (isMethod && name !== 'constructor') target[name] = guarded(name, libraryMethod(name));
    }
    target['connect'] = refuseConnect;
    target['disconnect'] = askToDisconnect;
    for (const name of ['on', 'addListener', 'once']) target[name] = listening(libraryMethod(name));
    for (const name of ['off', 'removeListener']) target[name] = forgetting(libraryMethod(name));
    target['removeAllListeners'] = removeForeignListeners;
    const emit = libraryMethod('emit');
    target['emit'] = function (...args) {
      return ownerOf(this).muted ? false : emit.apply(this, args);
    };
  }
}

function refuseConnect(): never {
  throw new ConnectionError('not-connected', {
    message: 'A session is connected once and for all',
    tips: ['Call connect() or reconnect() on the connection instead'],
  });
}

function askToDisconnect(this: IBApi): IBApi {
  ownerOf(this).disconnectAsked();
  return this;
}

function ownerOf(api: IBApi): ApiOwner {
  const owner = (api as unknown as Record<symbol, ApiOwner | undefined>)[ownerKey];
  if (!owner) throw new TypeError('Not a client of a session');
  return owner;
}

function guarded(name: string, method: Method): Method {
  return function (...args) {
    const owner = ownerOf(this);
    if (owner.ended) throw afterTheEnd(name, owner.ended);
    for (const arg of args) refuseUnsendable(name, arg, 0);
    try {
      return method.apply(this, args);
    } catch (error) {
      // The library's command queue does not survive an exception: everything after it would wait for ever.
      if (!unwedge(this, owner)) owner.wedged(error);
      throw error;
    }
  };
}

function afterTheEnd(name: string, ended: ConnectionError): ConnectionError {
  return new ConnectionError('not-connected', {
    message: `${name}() was called on the client of a session that has ended`,
    tips: ['Ask the connection for the current client with getIb() instead of keeping one'],
    cause: ended,
  });
}

function unwedge(api: IBApi, owner: ApiOwner): boolean {
  const { controller } = api as unknown as { controller?: { commands?: { _processing?: unknown } } };
  if (controller?.commands?._processing === true) controller.commands._processing = false;
  const send = libraryMethod('reqCurrentTime');
  return owner.probe(() => void send.call(api));
}

const DEEPEST = 4;

/** A NUL in a text would add fields to the message, and NaN is not a number TWS reads. */
function refuseUnsendable(name: string, value: unknown, depth: number): void {
  if (typeof value === 'string' && value.includes('\0'))
    throw new InvalidArgumentError(name, 'must not be given text that contains NUL');
  if (typeof value === 'number' && Number.isNaN(value)) throw new InvalidArgumentError(name, 'must not be given NaN');
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return;
  for (const part of Object.values(value)) refuseUnsendable(name, part, depth + 1);
}

/** A listener that throws must not cost the other listeners their event, nor the library its place in the stream. */
function listening(method: Method): Method {
  return function (...args) {
    const [event, listener, context] = args;
    const owner = ownerOf(this);
    if (owner.ended) throw afterTheEnd('on', owner.ended);
    if (typeof listener !== 'function') return method.apply(this, args);
    return method.call(this, event, isolated(this, listener as Listener), context);
  };
}

function forgetting(method: Method): Method {
  return function (event, listener, ...rest) {
    const known = typeof listener === 'function' ? wrapped.get(this)?.get(listener) : undefined;
    return method.call(this, event, known ?? listener, ...rest);
  };
}

function removeForeignListeners(this: IBApi, event?: unknown): IBApi {
  const events = event === undefined ? this.eventNames() : [event as string];
  for (const name of events) {
    for (const listener of this.listeners(name) as Listener[]) {
      if (!own.has(listener)) libraryMethod('off').call(this, name, listener);
    }
  }
  return this;
}

function isolated(api: IBApi, listener: Listener): Listener {
  const known = wrapped.get(api) ?? new WeakMap<object, Listener>();
  wrapped.set(api, known);
  const existing = known.get(listener);
  if (existing) return existing;
  const owner = ownerOf(api);
  const failed = (error: unknown): void => owner.listenerFailed(error, listener.name || 'anonymous');
  // Spelled out instead of using callSafely: this runs for every event, and closures would cost.
  const safe: Listener = function (this: unknown, ...args) {
    try {
      const result = listener.apply(this, args);
      if (result !== undefined && isThenable(result)) result.then(undefined, failed);
    } catch (error) {
      failed(error);
    }
  };
  known.set(listener, safe);
  return safe;
}
