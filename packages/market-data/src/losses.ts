/** What one slow reader has lost, told at once and then once a second, until everything has been told. */

/** At most one event in this time. */
const TELL_EVERY_MS = 1000;

export interface LossesHost {
  /** Answers how to cancel. */
  later(ms: number, callback: () => void): () => void;
}

export class Losses {
  readonly #host: LossesHost;
  readonly #tell: (lost: number) => void;
  #untold = 0;
  #cancel: (() => void) | undefined;

  constructor(host: LossesHost, tell: (lost: number) => void) {
    this.#host = host;
    this.#tell = tell;
  }

  /** One item is lost. */
  add(): void {
    this.#untold += 1;
    if (this.#cancel === undefined) this.#flush();
  }

  /** Nothing can be lost any more. */
  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#untold > 0) this.#tell(this.#untold);
    this.#untold = 0;
  }

  #flush(): void {
    const lost = this.#untold;
    this.#untold = 0;
    this.#cancel = lost === 0 ? undefined : this.#host.later(TELL_EVERY_MS, () => this.#flush());
    if (lost > 0) this.#tell(lost);
  }
}
