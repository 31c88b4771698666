// npm start: sets everything up, then does the main job once, from the wire to the user.
import { argumentsOf } from './arguments.mjs';
import { setUp } from './pnpm.mjs';
import { runSource } from './run-source.mjs';

argumentsOf(`Usage: npm start

Installs what is needed, then connects, shows an account, quotes and bars, trades on paper and disconnects: against the
simulator in this process, or against your TWS or IB Gateway where IB_PORT or IB_PAPER_PORT says so
(environment or .env).

Exit code: 0 all went well, 1 something did not, and what to do about it is printed, 2 wrong arguments.`);
setUp();
process.exit(runSource('apps/examples/src/main.ts'));
