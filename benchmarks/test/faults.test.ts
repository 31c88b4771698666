// Two cells of the fault matrix: that it runs, and that two faults our peers fail are what they should be here.
import { expect, it } from 'vitest';
import { runMatrix } from '../src/faults/matrix.js';
import { scenarios } from '../src/faults/scenarios/index.js';

it('plays faults against the connection', { timeout: 120_000 }, async () => {
  const chosen = scenarios.filter(({ name }) => ['order-while-down', 'request-cut'].includes(name));
  const cells = await runMatrix(chosen, ['cq']);
  expect(cells.map(({ scenario, finding, problem }) => [scenario, finding?.verdict ?? problem]).sort()).toEqual([
    ['order-while-down', 'good'],
    ['request-cut', 'good'],
  ]);
});
