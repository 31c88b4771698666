// Runs an example: prints what went wrong, with what to do about it, and sets the exit code.

import { format, IBKRError } from '@cq/errors';

/** Errors of the toolkit are printed for a person; anything else is a bug and keeps its stack. */
export async function run(example: () => Promise<void>): Promise<void> {
  try {
    await example();
  } catch (error) {
    console.error(IBKRError.is(error) ? format(error) : error);
    process.exitCode = 1;
  }
}
