/**
 * What a scenario step, or a request to the control port, makes the simulator do. One vocabulary for both, checked
 * with the place of each mistake.
 */

import type { Fault, FarmStatus } from '../faults.js';
import type { ActiveFault } from '../faults/board.js';
import type { Simulator } from '../simulator.js';
import { checkFault, FARM_STATUSES } from './fault-rules.js';
import { FileError, type LocatedJson } from './located-json.js';
import { checkObject, type Fields } from './rules.js';

/** One thing to do. */
export type Action =
  | { readonly type: 'inject'; readonly fault: Fault }
  | { readonly type: 'notice'; readonly code: number; readonly text: string; readonly reqId?: number }
  | { readonly type: 'link'; readonly to: LinkChange }
  | { readonly type: 'farm'; readonly name: string; readonly status: FarmStatus }
  | { readonly type: 'dropAll'; readonly reset?: boolean; readonly clientId?: number }
  | { readonly type: 'restart'; readonly downMs?: number; readonly nextOrderId?: number }
  | { readonly type: 'release'; readonly symbol: string }
  | {
      readonly type: 'price';
      readonly symbol: string;
      readonly bid?: number;
      readonly ask?: number;
      readonly last?: number;
    };

export type ActionType = Action['type'];
type LinkChange = 'lost' | 'restored' | 'restored-data-lost';

/** The fields of each action but `inject`, which takes a fault. */
const ACTION_RULES: Readonly<Record<Exclude<ActionType, 'inject'>, Fields>> = {
  notice: {
    code: { kind: 'integer', required: true },
    text: { kind: 'text', required: true },
    reqId: { kind: 'integer' },
  },
  link: { to: { kind: 'choice', of: ['lost', 'restored', 'restored-data-lost'], required: true } },
  farm: { name: { kind: 'text', required: true }, status: { kind: 'choice', of: FARM_STATUSES, required: true } },
  dropAll: { reset: { kind: 'flag' }, clientId: { kind: 'integer', min: 0 } },
  restart: { downMs: { kind: 'number', min: 0 }, nextOrderId: { kind: 'integer', min: 1 } },
  release: { symbol: { kind: 'text', required: true } },
  price: {
    symbol: { kind: 'text', required: true },
    bid: { kind: 'number' },
    ask: { kind: 'number' },
    last: { kind: 'number' },
  },
};

export const ACTION_TYPES = ['inject', ...Object.keys(ACTION_RULES)] as readonly ActionType[];

/** Reads the body of an action. @throws FileError at the first mistake */
export function checkAction(type: ActionType, body: LocatedJson, file: string): Action {
  if (type === 'inject') return { type, fault: checkFault(body, file) };
  const action = { type, ...checkObject(body, ACTION_RULES[type], file) } as Action;
  if (action.type === 'price' && action.bid === undefined && action.ask === undefined && action.last === undefined) {
    throw new FileError(file, body.line, body.path, 'Expected at least one of bid, ask, last');
  }
  return action;
}

/**
 * Does it. Returns the fault when it injected one: it stays in force until it is disposed or spent.
 * @param onError told when a restart cannot take its port again
 * @throws RangeError for an instrument that is unknown
 */
export function perform(
  sim: Simulator,
  action: Action,
  onError: (error: unknown) => void = () => undefined,
): ActiveFault | undefined {
  switch (action.type) {
    case 'inject':
      return sim.inject(action.fault);
    case 'notice':
      sim.notice(action.code, action.text, action.reqId);
      break;
    case 'link':
      changeLink(sim, action.to);
      break;
    case 'farm':
      sim.farm(action.name, action.status);
      break;
    case 'dropAll': {
      const { type: _, ...options } = action;
      sim.dropAll(options);
      break;
    }
    case 'restart': {
      const { type: _, ...options } = action;
      sim.restart(options).catch(onError);
      break;
    }
    case 'release':
      sim.market.release(action.symbol);
      break;
    case 'price': {
      const { type: _, symbol, ...prices } = action;
      sim.market.setPrice(symbol, prices);
      break;
    }
  }
  return undefined;
}

function changeLink(sim: Simulator, to: LinkChange): void {
  if (to === 'lost') sim.link.lose();
  else sim.link.restore({ dataLost: to === 'restored-data-lost' });
}
