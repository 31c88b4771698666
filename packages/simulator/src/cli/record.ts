/** `cq-simulator record`: a proxy that writes down what passes, until it is told to stop. */

import { record } from '../record.js';
import {
  address,
  noArguments,
  readOptions,
  showAddress,
  stopped,
  UsageError,
  wholeNumber,
  type Io,
} from './options.js';

const OPTIONS = {
  upstream: { type: 'string' },
  listen: { type: 'string' },
  out: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  scrub: { type: 'string', multiple: true },
  'server-version': { type: 'string', default: '193' },
  force: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

export async function recordCommand(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, OPTIONS);
  noArguments(positionals);
  await using recorder = await record({
    upstream: address('upstream', required('upstream', values.upstream)),
    port: wholeNumber('listen', required('listen', values.listen), 0, 65_535),
    file: required('out', values.out),
    host: values.host,
    scrub: values.scrub ?? [],
    maxServerVersion: wholeNumber('server-version', values['server-version'], 100, 200),
    overwrite: values.force,
  });
  const { host, port } = recorder;
  const text = `cq-simulator records ${values.upstream ?? ''} on ${showAddress(recorder)} into ${values.out ?? ''}`;
  io.out(values.json ? JSON.stringify({ ready: true, host, port, out: values.out, pid: process.pid }) : text);
  await stopped(io.stop);
  return 0;
}

function required(option: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new UsageError(`record needs --${option}`);
}
