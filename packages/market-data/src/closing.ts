/** When a feed is disconnected, what it still asks for in many steps ends as well. */
import { ConnectionError } from '@cq/errors';

export class Closing {
  #controller = new AbortController();

  /** Aborted with `ConnectionError('closed')` at the next {@link Closing.close}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A signal of both, and of what belongs to this call alone. */
  with(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
    return AbortSignal.any([this.signal, ...signals.filter((signal) => signal !== undefined)]);
  }

  /** Whatever begins afterwards is not affected. */
  close(): void {
    const controller = this.#controller;
    this.#controller = new AbortController();
    controller.abort(new ConnectionError('closed'));
  }

  /** Nothing can begin any more, either. */
  closeForGood(): void {
    this.#controller.abort(new ConnectionError('closed', { message: 'The feed was disposed of' }));
  }
}
