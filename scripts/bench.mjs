// pnpm bench: the benchmark programs, from the sources. `pnpm bench --help` says what can be asked.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, setUp } from './pnpm.mjs';
import { runSource } from './run-source.mjs';

if (!existsSync(path.join(root, 'node_modules/tsx'))) setUp();
process.exit(runSource('benchmarks/src/main.ts', process.argv.slice(2)));
