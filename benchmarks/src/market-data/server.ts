// A TWS in a process of its own that does nothing but keep the socket full: what it costs is not counted.
import { createServer, type Socket } from 'node:net';
import { END, firstTicks, frame, traffic, type Ids, type Workload } from './traffic.js';
import { TwsSide } from './tws-side.js';

/** What the benchmark tells the server. */
export type Order =
  | {
      readonly do: 'traffic';
      readonly clientId: number;
      readonly workload: Workload;
      readonly count: number;
      /** For clients that asked for nothing. */
      readonly ids?: Ids;
    }
  | { readonly do: 'first-ticks'; readonly clientId: number };

interface Client {
  readonly socket: Socket;
  readonly side: TwsSide;
  readonly runs: Map<string, Buffer>;
}

const clients: Client[] = [];

const server = createServer({ noDelay: true }, (socket) => {
  const side = new TwsSide((bytes) => socket.write(bytes), 0);
  clients.push({ socket, side, runs: new Map() });
  socket.on('error', () => undefined).on('data', (data) => side.received(data));
});

process.on('message', (order: Order) => {
  const client = clients.findLast(({ side }) => side.clientId === order.clientId);
  if (client === undefined) throw new Error(`client ${order.clientId} is not connected`);
  const { socket, side, runs } = client;
  if (order.do === 'first-ticks') {
    for (const id of side.ids.quotes) socket.write(firstTicks(id));
    socket.write(frame([49, 1, END]));
    return;
  }
  const key = `${order.workload} ${order.count}`;
  const run = runs.get(key) ?? traffic(order.workload, order.count, order.ids ?? side.ids);
  runs.set(key, run);
  socket.write(run);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
