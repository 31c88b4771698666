// npm run example <name>: sets everything up and runs one program of apps/examples.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root, setUp } from './pnpm.mjs';
import { runSource } from './run-source.mjs';

const folder = 'apps/examples/src';
const examples = readdirSync(path.join(root, folder))
  .filter((file) => /^\d\d-.*\.ts$/.test(file))
  .sort();
const plain = (file) => file.replace(/^\d\d-/, '').replace(/\.ts$/, '');

const [name, ...args] = process.argv.slice(2);
const wanted = examples.find((file) => [plain(file), file, file.replace(/\.ts$/, '')].includes(name));
if (!wanted) {
  const asked = name === undefined || name === '--help' || name === '-h';
  if (!asked) console.error(`There is no example "${name}".\n`);
  console.log(
    `Usage: pnpm example <name>\n\nExamples, in reading order:\n${examples.map((f) => `  ${plain(f)}`).join('\n')}`,
  );
  process.exit(asked ? 0 : 2);
}
setUp();
process.exit(runSource(`${folder}/${wanted}`, args));
