/** IBKR's order algorithms, for `algo` of a market or limit order. The parameter names are IBKR's own. */
import { InvalidArgumentError } from '@cq/errors';
import {
  checkBoolean,
  checkDate,
  checkEnum,
  checkFinite,
  checkInteger,
  checkObject,
  checkText,
  type Path,
} from './check.js';

interface Window {
  readonly startTime?: Date;
  readonly endTime?: Date;
  readonly allowPastEndTime?: boolean;
}
type Urgency = 'Get Done' | 'Aggressive' | 'Neutral' | 'Passive';

export type Algo =
  | { readonly strategy: 'Adaptive'; readonly adaptivePriority: 'Urgent' | 'Normal' | 'Patient' }
  | ({
      readonly strategy: 'Twap';
      readonly strategyType?: 'Marketable' | 'Matching Midpoint' | 'Matching Same Side' | 'Matching Last';
    } & Window)
  /** `maxPctVol` is a fraction of the volume, 0.01 to 0.5. */
  | ({
      readonly strategy: 'Vwap';
      readonly maxPctVol?: number;
      readonly noTakeLiq?: boolean;
      readonly speedUp?: boolean;
    } & Window)
  | ({
      readonly strategy: 'ArrivalPx';
      readonly maxPctVol?: number;
      readonly riskAversion?: Urgency;
      readonly forceCompletion?: boolean;
    } & Window)
  | ({ readonly strategy: 'DarkIce'; readonly displaySize: number } & Window)
  | ({ readonly strategy: 'PctVol'; readonly pctVol: number; readonly noTakeLiq?: boolean } & Omit<
      Window,
      'allowPastEndTime'
    >)
  | {
      readonly strategy: 'ClosePx';
      readonly maxPctVol?: number;
      readonly riskAversion?: Urgency;
      readonly startTime?: Date;
      readonly forceCompletion?: boolean;
    }
  | {
      readonly strategy: 'BalanceImpactRisk';
      readonly maxPctVol?: number;
      readonly riskAversion?: Urgency;
      readonly forceCompletion?: boolean;
    }
  | { readonly strategy: 'MinImpact'; readonly maxPctVol?: number }
  | {
      /** Accumulate / distribute. Times in seconds. */
      readonly strategy: 'AD';
      readonly componentSize: number;
      readonly timeBetweenOrders: number;
      readonly randomizeTime20?: boolean;
      readonly randomizeSize55?: boolean;
      readonly giveUp?: number;
      readonly catchUp?: boolean;
      readonly waitForFill?: boolean;
      readonly startTime?: Date;
      readonly endTime?: Date;
    }
  /** Any other, in IBKR's words. */
  | { readonly strategy: 'custom'; readonly name: string; readonly params: Readonly<Record<string, string>> };

type Kind = 'fraction' | 'integer' | 'boolean' | 'time' | readonly string[];
interface Param {
  readonly kind: Kind;
  readonly required?: true;
}

const urgency: Param = { kind: ['Get Done', 'Aggressive', 'Neutral', 'Passive'] };
const window: Readonly<Record<string, Param>> = {
  startTime: { kind: 'time' },
  endTime: { kind: 'time' },
  allowPastEndTime: { kind: 'boolean' },
};
const fraction: Param = { kind: 'fraction' };
const flag: Param = { kind: 'boolean' };

const algos: Readonly<Record<Exclude<Algo['strategy'], 'custom'>, Readonly<Record<string, Param>>>> = {
  Adaptive: { adaptivePriority: { kind: ['Urgent', 'Normal', 'Patient'], required: true } },
  Twap: {
    strategyType: { kind: ['Marketable', 'Matching Midpoint', 'Matching Same Side', 'Matching Last'] },
    ...window,
  },
  Vwap: { maxPctVol: fraction, noTakeLiq: flag, speedUp: flag, ...window },
  ArrivalPx: { maxPctVol: fraction, riskAversion: urgency, forceCompletion: flag, ...window },
  DarkIce: { displaySize: { kind: 'integer', required: true }, ...window },
  PctVol: {
    pctVol: { kind: 'fraction', required: true },
    noTakeLiq: flag,
    startTime: { kind: 'time' },
    endTime: { kind: 'time' },
  },
  ClosePx: { maxPctVol: fraction, riskAversion: urgency, startTime: { kind: 'time' }, forceCompletion: flag },
  BalanceImpactRisk: { maxPctVol: fraction, riskAversion: urgency, forceCompletion: flag },
  MinImpact: { maxPctVol: fraction },
  AD: {
    componentSize: { kind: 'integer', required: true },
    timeBetweenOrders: { kind: 'integer', required: true },
    randomizeTime20: flag,
    randomizeSize55: flag,
    giveUp: { kind: 'integer' },
    catchUp: flag,
    waitForFill: flag,
    startTime: { kind: 'time' },
    endTime: { kind: 'time' },
  },
};

type Strategy = keyof typeof algos;
const strategies = [...Object.keys(algos), 'custom'] as (Strategy | 'custom')[];

/** @throws InvalidArgumentError naming the parameter. */
export function checkAlgo(algo: Readonly<Record<string, unknown>>, path: Path): void {
  const { strategy, ...given } = algo;
  checkEnum(strategy, strategies, `${path}.strategy`);
  if (strategy === 'custom') {
    checkCustom(given, path);
    return;
  }
  const params = algos[strategy];
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(params, name)) {
      throw new InvalidArgumentError(`${path}.${name}`, `is not a parameter of ${strategy}`);
    }
  }
  for (const [name, { kind, required }] of Object.entries(params)) {
    const value = given[name];
    if (value !== undefined) checkParam(value, kind, `${path}.${name}`);
    else if (required) throw new InvalidArgumentError(`${path}.${name}`, `is required by ${strategy}`);
  }
}

function checkCustom({ name, params }: Readonly<Record<string, unknown>>, path: Path): void {
  checkText(name, `${path}.name`);
  checkObject(params, `${path}.params`);
  for (const [tag, value] of Object.entries(params)) {
    checkText(tag, `${path}.params`);
    checkText(value, `${path}.params.${tag}`);
  }
}

/** What goes on the wire: the strategy's name and its parameters, in order, as text. `time` writes a moment. */
export function algoFields(
  algo: Algo,
  time: (at: Date) => string,
): { name: string; params: [tag: string, value: string][] } {
  if (algo.strategy === 'custom') return { name: algo.name, params: Object.entries(algo.params) };
  const given = algo as Readonly<Record<string, unknown>>;
  const params: [string, string][] = [];
  for (const name of Object.keys(algos[algo.strategy])) {
    const value = given[name];
    if (value === undefined) continue;
    if (typeof value === 'boolean') params.push([name, value ? '1' : '0']);
    else params.push([name, value instanceof Date ? time(value) : `${value as string | number}`]);
  }
  return { name: algo.strategy, params };
}

function checkParam(value: unknown, kind: Kind, path: Path): void {
  if (typeof kind !== 'string') checkEnum(value, kind, path);
  else if (kind === 'boolean') checkBoolean(value, path);
  else if (kind === 'time') checkDate(value, path);
  else if (kind === 'integer') checkInteger(value, path);
  else checkFraction(value, path);
}

function checkFraction(value: unknown, path: Path): void {
  checkFinite(value, path);
  if (value < 0.001 || value > 1)
    throw new InvalidArgumentError(path, `must be a fraction from 0.001 to 1, got ${value}`);
}
