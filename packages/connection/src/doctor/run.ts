// The command `cq-doctor`, apart from the process it runs in.

import { parseArgs } from 'node:util';
import { diagnose } from '../doctor.js';
import type { DiagnoseOptions } from '../doctor.js';
import { diagnosisText } from './text.js';

const usage = `Usage: cq-doctor [options]

Looks at the connection to TWS or IB Gateway that this toolkit would make, from the configuration (options, IB_*
variables, .env) to the data farms, and says what is wrong and what to do. It sends no order and changes nothing.

Options:
      --host <name>         where TWS runs
      --port <number>       its API port
      --client-id <number>  the client id to try
      --live                live trading was meant; paper otherwise
      --gateway             IB Gateway instead of TWS: only picks the default port
      --account <number>    the account that must be there
      --timeout-ms <number> how long to wait for each answer (default 5000)
      --json                the diagnosis as JSON
  -h, --help                this text

Exit code: 0 healthy, 1 problems (wrong usage too), 2 unreachable.`;

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** What the environment of the process, or a test, adds to the command line. */
export type Surroundings = Pick<DiagnoseOptions, 'env' | 'envFile' | 'knownPorts' | 'clock'>;

/** Runs the command and gives its exit code. Writes to the streams and nowhere else. */
export async function run(args: readonly string[], streams: Streams, surroundings: Surroundings = {}): Promise<number> {
  let parsed: Parsed;
  try {
    parsed = parse(args);
  } catch (error) {
    streams.err(`cq-doctor: ${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 1;
  }
  if (parsed.help) {
    streams.out(usage);
    return 0;
  }
  const { signal } = streams;
  const diagnosis = await diagnose({ ...surroundings, ...parsed.options, ...(signal ? { signal } : {}) });
  streams.out(parsed.json ? JSON.stringify(diagnosis, undefined, 2) : diagnosisText(diagnosis));
  return diagnosis.exitCode;
}

interface Parsed {
  readonly help: boolean;
  readonly json: boolean;
  readonly options: DiagnoseOptions;
}

function parse(args: readonly string[]): Parsed {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      'client-id': { type: 'string' },
      live: { type: 'boolean', default: false },
      gateway: { type: 'boolean', default: false },
      account: { type: 'string' },
      'timeout-ms': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const options: DiagnoseOptions = {
    ...(values.host === undefined ? {} : { host: values.host }),
    ...number('port', values.port),
    ...number('clientId', values['client-id']),
    ...(values.live ? { paperTrading: false } : {}),
    ...(values.gateway ? { useGateway: true } : {}),
    ...(values.account === undefined ? {} : { account: values.account }),
    ...number('timeoutMs', values['timeout-ms']),
  };
  return { help: values.help, json: values.json, options };
}

function number(name: 'port' | 'clientId' | 'timeoutMs', text: string | undefined): DiagnoseOptions {
  if (text === undefined) return {};
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, not ${JSON.stringify(text)}`);
  return { [name]: Number(text) };
}
