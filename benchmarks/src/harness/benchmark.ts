// What a benchmark is: one piece of work, done by us and by our peers on the same bytes in the same run, as measured rows.

/** What a file in `benchmarks/src` exports under the name `benchmark`. */
export interface Benchmark {
  /** Short, unique, as in `pnpm bench --only <name>`. */
  readonly name: string;
  /** The package whose speed this is about. */
  readonly package: 'errors' | 'connection' | 'broker' | 'market-data' | 'simulator';
  /** One sentence: what work is done, by whom, over what. */
  readonly title: string;
  /** What the package promises; each is held against the row of the same `measure`. */
  readonly claims: readonly Claim[];
  /**
   * Measures, and reports each row as soon as it is known. `quick` asks for the same work with fewer rounds:
   * at most about ten seconds.
   */
  run(context: BenchmarkContext): Promise<void>;
}

export interface BenchmarkContext {
  readonly quick: boolean;
  readonly report: Report;
}

/** "`measure` is at least `ratio` times as good as `versus`", or, without a peer, "never worse than `limit`". */
export type Claim =
  | { readonly measure: string; readonly versus: string; readonly ratio: number }
  | { readonly measure: string; readonly limit: number };

export interface Report {
  row(row: Row): void;
  /** What a reader of the figures must know: a size, a setting, a caveat. */
  note(text: string): void;
}

/** One measured quantity, with every sample of every contender. */
export interface Row {
  /** "ticks decoded", "placeOrder to the wire". Unique within the benchmark. */
  readonly measure: string;
  /** "messages/s", "µs", "ms", "MB", "%". */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Which contender is ours; the others are compared with it. @default 'cq' */
  readonly ours?: string;
  /** Samples by contender. Equal lengths mean that sample i of each was taken in the same round. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

/** What one benchmark came to: also the last line a plain script prints on stdout when started with `--json`. */
export interface BenchmarkResult {
  readonly name: string;
  readonly package: Benchmark['package'];
  readonly title: string;
  readonly claims: readonly Claim[];
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}
