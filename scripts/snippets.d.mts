export interface Snippet {
  /** The Markdown page, relative to the root. */
  readonly page: string;
  /** The first line of the snippet. */
  readonly line: number;
  readonly flags: readonly string[];
  /** The whole module text, with what it continues. */
  readonly module: string;
}

export function pages(): readonly string[];
export function snippetsOf(page: string): readonly Snippet[];
