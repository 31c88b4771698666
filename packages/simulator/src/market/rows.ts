/** Tables written as text, one record a line, fields separated by bars. */

/** The records of a table. */
export function rows(table: string): Row[] {
  return table
    .trim()
    .split('\n')
    .map((line) => new Row(line.split('|')));
}

/** One record, read field by field. */
export class Row {
  readonly #fields: readonly string[];
  #next = 0;

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  text(): string {
    return this.#fields[this.#next++] ?? '';
  }

  number(): number {
    return Number(this.text());
  }
}
