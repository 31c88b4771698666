/** `--log`: every frame that passes, as a transcript that `cq-simulator replay` can play. */

import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { formatLine, HEADER, type TranscriptLine } from '../record/transcript-line.js';
import type { Simulator } from '../simulator.js';
import type { TranscriptEntry } from '../transcript.js';

export interface FrameLog {
  close(): Promise<void>;
}

/**
 * Begins to log. `-` is standard error. `onError` hears why the log ended early: the simulator goes on without it.
 *
 * @throws the system's error when the file cannot be written
 */
export async function openFrameLog(sim: Simulator, path: string, onError: (error: Error) => void): Promise<FrameLog> {
  const file = path === '-' ? undefined : createWriteStream(path, { mode: 0o600 });
  if (file) await once(file, 'open');
  const stream = file ?? process.stderr;
  const write = (line: TranscriptLine) => void stream.write(`${formatLine(line)}\n`);
  const seen = new Set<number>();
  const stop = sim.transcript.onFrame((entry) => {
    if (!seen.has(entry.connection)) write({ type: 'open', connection: entry.connection });
    seen.add(entry.connection);
    write(lineOf(entry));
  });
  file?.once('error', (error) => {
    stop();
    onError(error);
  });
  stream.write(`${HEADER}\n`);
  return {
    close: async () => {
      stop();
      if (!file || file.closed) return;
      const closed = new Promise<void>((resolve) => file.once('close', resolve));
      file.end();
      await closed;
    },
  };
}

function lineOf({ connection, direction, id, name, fields }: TranscriptEntry): TranscriptLine {
  const all = name === 'handshake' ? fields : [String(id), ...fields];
  const text = all.map((field) => `${field}\0`).join('');
  // The client's first message is the one frame that has no final NUL.
  const payload = Buffer.from(name === 'handshake' && direction === 'in' ? text.slice(0, -1) : text);
  return { type: 'frame', connection, direction, name, payload };
}
