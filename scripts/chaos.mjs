// pnpm chaos: sets everything up and plays trading days under random mishaps. See apps/chaos, and --help.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, setUp } from './pnpm.mjs';
import { runSource } from './run-source.mjs';

if (!existsSync(path.join(root, 'node_modules/tsx'))) setUp();
// pnpm passes its own separator on.
const args = process.argv.slice(2).filter((arg) => arg !== '--');
process.exit(runSource('apps/chaos/src/main.ts', args));
