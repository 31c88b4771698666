// IB_* variables: from the environment, then from a file, which is read into a private object.

import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@cq/errors';
import { parse } from 'dotenv';

export type Variables = Readonly<Record<string, string | undefined>>;

/** A value and where it came from, for error messages. */
export interface Found {
  readonly name: string;
  readonly value: string;
}

/** Looks variables up: environment before file, and in each the mode's own (`IB_PAPER_PORT`) before the general one. */
export class Environment {
  readonly #sources: readonly { readonly variables: Variables; readonly origin: string }[];
  readonly #mode: string;

  constructor(env: Variables, file: string | false, paperTrading: boolean) {
    this.#sources = [
      { variables: env, origin: '' },
      { variables: file === false ? {} : readFile(file), origin: ` in ${String(file)}` },
    ];
    this.#mode = paperTrading ? 'PAPER' : 'LIVE';
  }

  /** The strongest setting of `IB_<mode>_<key>` or `IB_<key>`. An empty one counts as not set. */
  find(key: 'HOST' | 'PORT' | 'CLIENT_ID'): Found | undefined {
    return this.#find([`IB_${this.#mode}_${key}`, `IB_${key}`]);
  }

  /** For what exists per mode only. */
  findForMode(key: 'ACCOUNT' | 'USE_GATEWAY'): Found | undefined {
    return this.#find([`IB_${this.#mode}_${key}`]);
  }

  #find(names: readonly string[]): Found | undefined {
    for (const { variables, origin } of this.#sources) {
      for (const name of names) {
        const value = variables[name]?.trim();
        if (value !== undefined && value !== '') return { name: `${name}${origin}`, value };
      }
    }
    return undefined;
  }
}

function readFile(path: string): Variables {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError('envFile', `must be a readable file, got ${JSON.stringify(path)}: ${why}`);
  }
}
