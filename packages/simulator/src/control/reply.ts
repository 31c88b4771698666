/** A call to the control port and its answer, apart from HTTP. */

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
