// The arguments of a script: --help prints how it is used; what it does not know ends it with 2.
import { parseArgs } from 'node:util';

/** @param check answers what is wrong with `{ values, positionals }`, or nothing */
export function argumentsOf(usage, { options = {}, positionals = false, check = () => undefined } = {}) {
  try {
    const parsed = parseArgs({
      // pnpm passes its own separator on.
      args: process.argv.slice(2).filter((arg) => arg !== '--'),
      options: { ...options, help: { type: 'boolean', short: 'h', default: false } },
      allowPositionals: positionals,
    });
    if (parsed.values.help) {
      console.log(usage);
      process.exit(0);
    }
    const wrong = check(parsed);
    if (wrong !== undefined) throw new Error(wrong);
    return parsed;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}
