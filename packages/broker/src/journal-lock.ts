/**
 * One process per journal. The lock is a file beside it that names its holder; it is made with its content already in
 * it (link), so a half-made one cannot exist. A holder that died is found by its process id and start time; one in
 * another container or on another machine by its heartbeat, the file's modification time.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { InvalidArgumentError } from '@cq/errors';

export interface JournalLock {
  /** Is it still ours? A process that was stopped for long can have been taken for dead. */
  isHeld(): boolean;
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** When the process started, in the kernel's own units; empty where the platform does not tell. */
  readonly started: string;
  /** Machine and process namespace: only within one can a pid be looked up. */
  readonly place: string;
  readonly token: string;
}

const HEARTBEAT_MS = 2_000;
const DEAD_AFTER_MS = 10_000;

/** @throws InvalidArgumentError when another process, or this one, has the journal open */
export function lockJournal(path: string): JournalLock {
  const file = `${path}.lock`;
  const mine: Holder = { pid: process.pid, started: startOf(process.pid), place: place(), token: randomUUID() };
  for (let attempt = 1; !created(file, mine); attempt += 1) {
    const holder = read(file);
    if (holder && isAlive(holder, file)) throw refusal(path, file, holder);
    if (attempt > 3) throw refusal(path, file, holder);
    takeAway(file, holder);
  }
  const beat = setInterval(() => touch(file), HEARTBEAT_MS);
  beat.unref();
  // Kept open, so that no other file can get its number.
  const held = openSync(file, 'r');
  const { ino } = fstatSync(held);
  return {
    isHeld: () => statSync(file, { throwIfNoEntry: false })?.ino === ino,
    release() {
      clearInterval(beat);
      closeSync(held);
      if (read(file)?.token === mine.token) rmSync(file, { force: true });
    },
  };
}

function created(file: string, holder: Holder): boolean {
  const draft = `${file}.${holder.token}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead holder's lock aside; if it turns out to be somebody else's by now, puts that back. */
function takeAway(file: string, dead: Holder | undefined): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    const taken = read(aside);
    if (taken && taken.token !== dead?.token) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isAlive(holder: Holder, file: string): boolean {
  if (holder.place !== place()) return Date.now() - statSync(file).mtimeMs < DEAD_AFTER_MS;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.started === startOf(holder.pid);
}

/** Process ids are used again; the start time tells two apart. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function place(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The file system is away; the next beat will tell.
  }
}

function refusal(path: string, file: string, holder: Holder | undefined): InvalidArgumentError {
  const who = holder
    ? `process ${holder.pid} on ${holder.place.split(' ')[0] ?? 'this machine'}`
    : 'an unknown process';
  return new InvalidArgumentError(
    'journal',
    `${path} is in use by ${who}: two processes must not trade on one journal. Stop it, or remove ${file} if it is gone`,
  );
}
