/** `cq-simulator`: runs a simulator until it is told to stop. */

import { realClock, VirtualClock, type Clock } from '../clock.js';
import { startControl, type Control } from '../control.js';
import type { SimulatorOptions } from '../options.js';
import { loadScenario, runScenario } from '../scenario.js';
import { loadInstruments } from '../scenario/instrument-file.js';
import { loadPrices } from '../scenario/price-file.js';
import { Simulator } from '../simulator.js';
import { FastClock } from './fast-clock.js';
import { openFrameLog } from './frame-log.js';
import { noArguments, oneOf, readOptions, showAddress, stopped, UsageError, wholeNumber, type Io } from './options.js';

const OPTIONS = {
  port: { type: 'string', default: '4002' },
  host: { type: 'string', default: '127.0.0.1' },
  accounts: { type: 'string', default: 'DU1234567' },
  seed: { type: 'string', default: '1' },
  'server-version': { type: 'string' },
  'next-order-id': { type: 'string', default: '1' },
  'read-only': { type: 'boolean', default: false },
  clock: { type: 'string', default: 'real' },
  speed: { type: 'string', default: '60' },
  instruments: { type: 'string' },
  prices: { type: 'string', multiple: true },
  'prices-from': { type: 'string', default: 'start' },
  scenario: { type: 'string' },
  control: { type: 'string' },
  log: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof readOptions<typeof OPTIONS>>['values'];

/** Resolves with the exit code once the program was told to stop. */
export async function serveCommand(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, OPTIONS);
  noArguments(positionals);
  const options = await simulatorOptions(values);
  const controlPort = values.control === undefined ? undefined : wholeNumber('control', values.control, 0, 65_535);
  const scenario = values.scenario === undefined ? undefined : await loadScenario(values.scenario);
  // Ends in reverse: the control port and the log before the simulator they speak of.
  await using sim = await Simulator.start(options);
  const onError = (error: unknown) => io.err(`cq-simulator: ${String(error)}`);
  const log = values.log === undefined ? undefined : await openFrameLog(sim, values.log, onError);
  try {
    await using control =
      controlPort === undefined ? undefined : await startControl(sim, { port: controlPort, onError });
    using _ = scenario === undefined ? undefined : runScenario(sim, scenario, { onError });
    io.out(values.json ? readyJson(sim, control, options) : readyText(sim, control));
    await stopped(io.stop);
  } finally {
    await log?.close();
  }
  return 0;
}

async function simulatorOptions(values: Values): Promise<SimulatorOptions> {
  const speed = wholeNumber('speed', values.speed, 1, 100_000);
  const clock = clockOf(oneOf('clock', values.clock, ['real', 'fast', 'stepped']), speed);
  const version = values['server-version'];
  return {
    port: wholeNumber('port', values.port, 0, 65_535),
    host: values.host,
    accounts: accountList(values.accounts),
    seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
    nextOrderId: wholeNumber('next-order-id', values['next-order-id'], 1, 2 ** 31 - 1),
    readOnly: values['read-only'],
    clock,
    ...(version === undefined ? {} : { serverVersion: wholeNumber('server-version', version, 157, 193) }),
    // A client gets as long as ever to name itself, however fast the simulated time is.
    ...(clock instanceof FastClock ? { handshakeTimeoutMs: 10_000 * speed } : {}),
    ...(await marketOptions(values)),
  };
}

async function marketOptions(values: Values): Promise<SimulatorOptions> {
  const align = oneOf('prices-from', values['prices-from'], ['start', 'time']);
  const files = values.prices ?? [];
  return {
    ...(values.instruments === undefined ? {} : { instruments: await loadInstruments(values.instruments) }),
    ...(files.length === 0 ? {} : { prices: (await Promise.all(files.map((file) => loadPrices(file, align)))).flat() }),
  };
}

function clockOf(name: 'real' | 'fast' | 'stepped', speed: number): Clock {
  if (name === 'real') return realClock;
  return name === 'fast' ? new FastClock(speed) : new VirtualClock();
}

function accountList(text: string): readonly string[] {
  const accounts = text.split(',').map((account) => account.trim());
  if (accounts.every((account) => /^[A-Za-z0-9]+$/.test(account))) return accounts;
  throw new UsageError(`--accounts must be account numbers separated by commas, not ${JSON.stringify(text)}`);
}

function readyText(sim: Simulator, control: Control | undefined): string {
  const address = `cq-simulator is ready on ${showAddress(sim)}`;
  return control === undefined ? address : `${address}, control on http://${showAddress(control)}`;
}

function readyJson(sim: Simulator, control: Control | undefined, options: SimulatorOptions): string {
  return JSON.stringify({
    ready: true,
    host: sim.host,
    port: sim.port,
    control: control === undefined ? null : { host: control.host, port: control.port },
    accounts: options.accounts,
    pid: process.pid,
  });
}
