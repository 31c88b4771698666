/** The command `cq-errors`, apart from the process it runs in. */
import { parseArgs } from 'node:util';
import type { CatalogueEntry, Category } from './catalogue/entry.js';
import { catalogue } from './catalogue/index.js';
import { find } from './catalogue/lookup.js';
import { line, page, type TextStyle } from './cli-text.js';

const usage = `Usage: cq-errors <code...>            what each TWS message code means and what to do
       cq-errors --search <words>    the codes whose row has all the words
       cq-errors --category <name>   the codes of one category

Options:
  -s, --search <words>     look in code, description, tips and category
  -c, --category <name>    only this category; may go with --search
      --json               rows as JSON: one object for one code, else an array
  -h, --help               this text

Colour is used on a terminal, unless NO_COLOR is set.
Exit code: 0 found, 1 nothing found, 2 wrong usage.`;

export interface Streams extends TextStyle {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs the command and gives its exit code. Writes to the streams and nowhere else. */
export function run(args: readonly string[], streams: Streams): number {
  try {
    return answer(args, streams);
  } catch (error) {
    streams.err(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
}

function answer(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parseArgs({
    // A negative code would be taken for an option.
    args: [...args.filter((arg) => !/^-\d+$/.test(arg)), '--', ...args.filter((arg) => /^-\d+$/.test(arg))],
    allowPositionals: true,
    options: {
      search: { type: 'string', short: 's' },
      category: { type: 'string', short: 'c' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { search, category, json } = values;
  const listing = search !== undefined || category !== undefined;
  if (values.help) return say(usage, streams);
  if (listing === positionals.length > 0) throw new Error('Give either codes, or --search and --category');
  if (listing) return list({ search: search ?? '', category: toCategory(category) }, json, streams);
  return show(positionals.map(toCode), json, streams);
}

function show(codes: readonly number[], json: boolean, streams: Streams): number {
  const found = codes.map(find).filter((entry) => entry !== undefined);
  if (json && found.length > 0) streams.out(toJson(codes.length === 1 ? found[0] : found));
  else if (found.length > 0) streams.out(found.map((entry) => page(entry, streams)).join('\n\n'));
  const unknown = codes.filter((code) => !find(code));
  for (const code of unknown) {
    streams.err(`${code} is not in the catalogue. The nearest known codes are:`);
    for (const entry of nearest(code)) streams.err(line(entry, streams));
  }
  return unknown.length === 0 ? 0 : 1;
}

function list({ search, category }: Query, json: boolean, streams: Streams): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = inOrder().filter(
    (entry) => (category === undefined || entry.category === category) && words.every((word) => has(entry, word)),
  );
  if (json) streams.out(toJson(found));
  else if (found.length > 0) streams.out(found.map((entry) => line(entry, streams)).join('\n'));
  if (found.length === 0) streams.err(`Nothing found for ${[search, category].filter(Boolean).join(' in ')}`);
  return found.length === 0 ? 1 : 0;
}

interface Query {
  readonly search: string;
  readonly category: Category | undefined;
}

function has({ code, category, description, tips }: CatalogueEntry, word: string): boolean {
  return [String(code), category, category.replace('-', ' '), description, ...tips]
    .join('\n')
    .toLowerCase()
    .includes(word);
}

function nearest(code: number): readonly CatalogueEntry[] {
  const distance = (entry: CatalogueEntry) => Math.abs(entry.code - code);
  return [...inOrder()].sort((a, b) => distance(a) - distance(b)).slice(0, 3);
}

function inOrder(): readonly CatalogueEntry[] {
  return Object.values(catalogue).sort((a, b) => a.code - b.code);
}

function toCode(text: string): number {
  const code = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(code)) {
    throw new Error(`"${text}" is not a code; to look for words use --search "${text}"`);
  }
  return code;
}

function toCategory(text: string | undefined): Category | undefined {
  const known = [...new Set(inOrder().map(({ category }) => category))].sort();
  const category = known.find((name) => name === text);
  if (text !== undefined && category === undefined) {
    throw new Error(`There is no category "${text}"; the categories are ${known.join(', ')}`);
  }
  return category;
}

const toJson = (value: unknown) => JSON.stringify(value, null, 2);

function say(text: string, { out }: Streams): number {
  out(text);
  return 0;
}
