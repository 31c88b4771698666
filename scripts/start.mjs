// npm start: sets everything up, then does the main job once, from the wire to the user.
import { setUp } from './pnpm.mjs';
import { runSource } from './run-source.mjs';

setUp();
process.exit(runSource('apps/examples/src/main.ts', process.argv.slice(2)));
