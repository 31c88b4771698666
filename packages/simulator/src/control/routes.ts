/** What the control port answers. `GET /` lists it for whoever has no documentation at hand. */

import { checkAction, perform, type ActionType } from '../scenario/actions.js';
import { checkFault } from '../scenario/fault-rules.js';
import { FileError, parseLocatedJson, type LocatedJson } from '../scenario/located-json.js';
import { objectOf } from '../scenario/rules.js';
import { checkScenario } from '../scenario/steps.js';
import { advanceClock, simulatorStatus } from './status.js';
import type { ControlState } from './state.js';
import { findFrames, waitForFrame } from './frames.js';
import type { Call, Reply } from './reply.js';

type Handler = (state: ControlState, call: Call, id: number) => Reply | Promise<Reply>;

interface Route {
  readonly does: string;
  readonly handler: Handler;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const NOT_FOUND: Reply = { status: 404, body: { error: 'There is no such fault' } };

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /': { does: 'this list', handler: () => ok({ routes: routeList() }) },
  'GET /status': { does: 'address, time, clients, link, farms', handler: ({ sim }) => ok(simulatorStatus(sim)) },
  'GET /faults': { does: 'faults that came through this port', handler: (state) => ok({ faults: state.faults }) },
  'POST /faults': {
    does: 'inject a fault: {"type": "drop", "when": "after", "message": "placeOrder"}',
    handler: (state, call) => ({ status: 201, body: state.inject(checkFault(json(call), BODY)) }),
  },
  'DELETE /faults': {
    does: 'end all faults that came through this port',
    handler: (state) => {
      state.endFaults();
      return ok({ faults: [] });
    },
  },
  'GET /faults/{id}': {
    does: 'one fault and how often it struck',
    handler: (state, _, id) => orNotFound(state.fault(id)),
  },
  'DELETE /faults/{id}': { does: 'end one fault', handler: (state, _, id) => orNotFound(state.endFault(id)) },
  'POST /notice': { does: 'say something: {"code": 2104, "text": "…", "reqId": -1}', handler: action('notice') },
  'POST /link': { does: '{"to": "lost" | "restored" | "restored-data-lost"}', handler: action('link') },
  'POST /farm': {
    does: '{"name": "usfarm", "status": "ok" | "broken" | "inactive" | "connecting"}',
    handler: action('farm'),
  },
  'POST /drop-all': { does: 'cut connections: {"reset": false, "clientId": 1}', handler: action('dropAll') },
  'POST /restart': { does: 'restart TWS: {"downMs": 0, "nextOrderId": 1}', handler: action('restart') },
  'POST /price': { does: '{"symbol": "AAPL", "bid": 1, "ask": 2, "last": 1.5}', handler: action('price') },
  'POST /release': { does: 'prices set by hand go on by themselves: {"symbol": "AAPL"}', handler: action('release') },
  'POST /scenario': {
    does: 'play a scenario: {"steps": [...]}',
    handler: (state, call) => ({ status: 201, body: { id: state.play(checkScenario(json(call), BODY)) } }),
  },
  'DELETE /scenario': {
    does: 'stop all scenarios that came through this port',
    handler: (state) => {
      state.endScenarios();
      return ok({});
    },
  },
  'POST /clock': {
    does: 'move a virtual clock: {"advanceMs": 60000}',
    handler: (state, call) => advanceClock(state.sim, json(call)),
  },
  'GET /transcript': {
    does: 'frames that passed: ?direction=in&name=placeOrder&clientId=1&connection=1&last=100',
    handler: ({ sim }, { url }) => ok({ frames: findFrames(sim, url.searchParams) }),
  },
  'POST /wait': {
    does: 'a frame, as soon as it passes: {"direction": "in", "name": "placeOrder", "count": 1, "timeoutMs": 5000}',
    handler: ({ sim }, call) => waitForFrame(sim, json(call)),
  },
  'GET /books': {
    does: 'orders, executions, positions and cash as the simulated broker has them',
    handler: ({ sim }) =>
      ok({
        orders: sim.books.orders(),
        executions: sim.books.executions(),
        positions: sim.books.positions(),
        cash: sim.books.cash(),
      }),
  },
};

/** Name of the request's body in messages about it. */
const BODY = 'body';

/** Answers one call. Mistakes in the body are 400 with the line and the field. */
export async function answer(state: ControlState, call: Call): Promise<Reply> {
  const [, first = '', id] = call.url.pathname.replace(/\/$/, '').split('/');
  const path = id === undefined ? `/${first}` : `/${first}/{id}`;
  const route = Object.hasOwn(ROUTES, `${call.method} ${path}`) ? ROUTES[`${call.method} ${path}`] : undefined;
  if (route === undefined) return unknownRoute(path);
  try {
    return await route.handler(state, call, Number(id));
  } catch (error) {
    if (error instanceof FileError) {
      const { message, field, line } = error;
      return { status: 400, body: { error: message, field, line } };
    }
    // What the simulator itself finds impossible: no instrument of this name, for instance.
    if (error instanceof RangeError) return { status: 400, body: { error: error.message } };
    throw error;
  }
}

function action(type: ActionType): Handler {
  return ({ sim, onError }, call) => {
    perform(sim, checkAction(type, json(call), BODY), onError);
    return ok({});
  };
}

function json({ body }: Call): LocatedJson {
  const node = parseLocatedJson(body === '' ? '{}' : body, BODY);
  objectOf(node, BODY);
  return node;
}

function orNotFound(found: object | undefined): Reply {
  return found === undefined ? NOT_FOUND : ok(found);
}

function unknownRoute(path: string): Reply {
  const methods = Object.keys(ROUTES)
    .filter((key) => key.split(' ')[1] === path)
    .map((key) => key.split(' ')[0]);
  if (methods.length === 0) return { status: 404, body: { error: 'Unknown path', routes: routeList() } };
  return { status: 405, body: { error: `Expected ${methods.join(' or ')}` }, headers: { allow: methods.join(', ') } };
}

function routeList(): Record<string, string> {
  return Object.fromEntries(Object.entries(ROUTES).map(([route, { does }]) => [route, does]));
}
