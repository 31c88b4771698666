// The types users see: what compiles, and what must not.

import { describe, expectTypeOf, it } from 'vitest';
import {
  Simulator,
  VirtualClock,
  type ActiveFault,
  type BookedOrder,
  type Clock,
  type Fault,
  type FaultOf,
  type FaultType,
  type SimulatorOptions,
  type TranscriptEntry,
} from '../src/index.js';

describe('a fault', () => {
  it('has the fields of its type and no others', () => {
    expectTypeOf<{ type: 'drop'; when: 'after'; message: 'placeOrder' }>().toExtend<Fault>();
    expectTypeOf<{ type: 'halt'; symbol: string }>().toExtend<Fault>();
    expectTypeOf<{ type: 'halt' }>().not.toExtend<Fault>();
    expectTypeOf<{ type: 'drop'; when: 'later' }>().not.toExtend<Fault>();
    expectTypeOf<{ type: 'ignore'; message: 'reqEverything' }>().not.toExtend<Fault>();
    expectTypeOf<{ type: 'corrupt'; how: 'garbage'; message: 'contractData' }>().not.toExtend<Fault>();
    expectTypeOf<'thunder'>().not.toExtend<FaultType>();
  });

  it('in force is known by its type, and ends with its scope', () => {
    expectTypeOf<Simulator['inject']>().returns.toExtend<Disposable>();
    const inject = (sim: Simulator) => sim.inject({ type: 'delay', ms: 20 });
    expectTypeOf(inject).returns.toExtend<ActiveFault<FaultOf<'delay'>>>();
    expectTypeOf<ReturnType<typeof inject>['fault']['ms']>().toEqualTypeOf<number>();
  });
});

describe('a simulator', () => {
  it('is started with options that are known by name', () => {
    expectTypeOf<{ port: number; seed: number; clock: VirtualClock }>().toExtend<SimulatorOptions>();
    expectTypeOf<{ marketHours: 'never' }>().not.toExtend<SimulatorOptions>();
    expectTypeOf<(typeof Simulator)['start']>().returns.resolves.toEqualTypeOf<Simulator>();
    expectTypeOf<Simulator>().toExtend<AsyncDisposable>();
    expectTypeOf<VirtualClock>().toExtend<Clock>();
  });

  it('hands out plain data that nobody can change', () => {
    expectTypeOf<ReturnType<Simulator['books']['orders']>>().toEqualTypeOf<readonly BookedOrder[]>();
    expectTypeOf<{ -readonly [K in keyof BookedOrder]: BookedOrder[K] }>().not.toEqualTypeOf<BookedOrder>();
    expectTypeOf<TranscriptEntry['fields']>().toEqualTypeOf<readonly string[]>();
  });
});
