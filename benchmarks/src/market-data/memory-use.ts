// What a quiet subscription keeps, and what a tick leaves behind, each in a process of its own with a heap that holds still.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchmarkContext } from '../harness/benchmark.js';

const probe = fileURLToPath(new URL('memory-probe.ts', import.meta.url));

export interface MemoryFigures {
  readonly heapPerSubscription: number;
  readonly allocatedPerTick: number;
}

export async function memoryRows({ quick, report }: BenchmarkContext): Promise<void> {
  const figures: MemoryFigures[] = [];
  for (let round = 0; round < (quick ? 1 : 5); round += 1) figures.push(measure());
  await Promise.resolve();
  report.row({
    measure: 'heap of a quiet subscription',
    unit: 'bytes',
    better: 'lower',
    samples: { cq: figures.map(({ heapPerSubscription }) => heapPerSubscription) },
  });
  report.row({
    measure: 'allocated per conflated tick',
    unit: 'bytes',
    better: 'lower',
    samples: { cq: figures.map(({ allocatedPerTick }) => allocatedPerTick) },
  });
}

function measure(): MemoryFigures {
  // A young generation large enough that nothing is collected while it is counted.
  const flags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];
  const node = [...flags, '--import', 'tsx', probe];
  const { stdout, stderr, status } = spawnSync(process.execPath, node, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.slice(-2000));
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}') as MemoryFigures;
}
