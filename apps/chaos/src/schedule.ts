// The schedule of a day's mishaps, drawn from its seed: pure, printable, and the same every time.

import { chanceOf } from './chance.js';
import type { Incident, Step } from './incident.js';
import { linkMishaps } from './mishaps/link.js';
import type { Mishap } from './mishaps/mishap.js';
import { orderMishaps } from './mishaps/orders.js';
import { dataMishaps, requestMishaps, traderMishaps } from './mishaps/requests.js';
import { handshakeMishaps, socketMishaps } from './mishaps/sockets.js';

const mishaps: readonly Mishap[] = [
  ...socketMishaps,
  ...handshakeMishaps,
  ...linkMishaps,
  ...requestMishaps,
  ...orderMishaps,
  ...dataMishaps,
  ...traderMishaps,
];

/** Every mishap's name, once. */
export const mishapNames: readonly string[] = [...new Set(mishaps.map(({ name }) => name))];

export interface Span {
  /** Milliseconds after the day begins. */
  readonly from: number;
  readonly to: number;
}

/** Incidents within `span`, `perHour` of them on average, each over by its end. */
export function drawSchedule(seed: number, span: Span, perHour: number): readonly Incident[] {
  const chance = chanceOf(seed, 'schedule');
  const incidents: Omit<Incident, 'number'>[] = [];
  const count = Math.round(((span.to - span.from) / 3_600_000) * perHour);
  for (let drawn = 0; drawn < count; drawn += 1) {
    const { name, draw } = chance.weighted(mishaps);
    const at = Math.round(chance.between(span.from, span.to));
    incidents.push({ at, name, steps: draw(chance).map((step) => within(step, span.to - at)) });
  }
  return incidents.sort((a, b) => a.at - b.at).map((incident, number) => ({ number, ...incident }));
}

/** The step in whole milliseconds, with an end in time. */
function within(step: Step, restMs: number): Step {
  const afterMs = Math.min(Math.round(step.afterMs), restMs);
  const rest = Math.max(0, restMs - afterMs);
  const shortened = 'act' in step && step.act === 'restart' ? { downMs: Math.min(Math.round(step.downMs), rest) } : {};
  return {
    ...step,
    ...shortened,
    afterMs,
    ...(step.forMs === undefined ? {} : { forMs: Math.min(Math.round(step.forMs), rest) }),
  };
}
