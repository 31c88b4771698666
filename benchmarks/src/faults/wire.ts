// A cable between client and simulator that can be cut without either end hearing of it: what a half-open socket is.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Wire {
  readonly #server: Server;
  readonly #cables = new Set<readonly [Socket, Socket]>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free port of loopback and carries every connection to `port`. */
  static async to(port: number): Promise<Wire> {
    const server = createServer((near) => {
      wire.#join(near, connect({ port, host: '127.0.0.1', noDelay: true }));
    });
    const wire = new Wire(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on nothing passes on the connections there are, for good; new ones are carried as before. */
  cut(): void {
    for (const [near, far] of this.#cables) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
      // The far end goes, as the client's TWS would with its machine; the near end is told nothing.
      near.removeAllListeners('close');
      far.removeAllListeners('close').destroy();
    }
    this.#cables.clear();
  }

  #join(near: Socket, far: Socket): void {
    const cable = [near, far] as const;
    this.#cables.add(cable);
    near.setNoDelay(true).pipe(far).pipe(near);
    for (const [one, other] of [cable, [far, near] as const]) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#cables.delete(cable);
        other.destroy();
      });
    }
  }
}
