// pnpm fuzz: looks for input that breaks a parser, for as long as it is told to.
import { parseArgs } from 'node:util';
import { targets } from './fuzz/index.js';
import { runTarget, type Outcome } from './fuzz/run-target.js';

const usage = `Usage: pnpm fuzz [--seconds 30] [--target name] [--seed n [--path p]]

Feeds generated input to the parsers and checks what must hold. A failure is shrunk and printed with the command that repeats it.

  --seconds n    how long in all, shared by the targets   [30]
  --target name  only this one: ${targets.map(({ name }) => name).join(', ')}
  --seed n       where the random input starts   [by the clock, and printed]
  --path p       with --seed and --target: exactly the input of an earlier failure
  --help         this text

Exit code: 0 nothing found, 1 a counterexample found, 2 wrong arguments.`;

function options() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2).filter((arg) => arg !== '--'),
      options: {
        seconds: { type: 'string', default: '30' },
        target: { type: 'string' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
        path: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
    if (!(seconds > 0)) throw new Error('--seconds needs a number above 0');
    if (!Number.isInteger(seed)) throw new Error('--seed needs a whole number');
    const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
    if (chosen.length === 0) throw new Error(`There is no target "${String(values.target)}"`);
    if (values.path !== undefined && values.target === undefined) throw new Error('--path needs --target and --seed');
    return { help: values.help, seconds, seed, path: values.path, chosen };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

const { help, seconds, seed, path, chosen } = options();
if (help) console.log(usage);
else {
  console.log(`seed ${seed}`);
  const outcomes: Outcome[] = [];
  for (const target of chosen) {
    const forMs = (seconds * 1000) / chosen.length;
    const outcome = await runTarget(target, path === undefined ? { seed, forMs } : { seed, path });
    outcomes.push(outcome);
    console.log(`${outcome.failure === undefined ? '✓' : '✗'} ${target.name}: ${outcome.runs} inputs. ${target.claim}`);
    if (outcome.failure !== undefined) console.log(outcome.failure);
  }
  process.exitCode = outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}
