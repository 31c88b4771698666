// A TWS of a few lines in a process of its own: shakes hands, tells the time, answers each subscription with one tick.
// Says its port when it listens; obeys 'drop' (cut everybody) and 'silence' (say nothing more on the sockets there are).
import net from 'node:net';

const sockets = new Set<net.Socket>();
const silenced = new WeakSet<net.Socket>();

const server = net.createServer({ noDelay: true }, (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  let pending: Buffer = Buffer.alloc(0);
  let greeted = false;
  socket.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes]);
    if (!greeted) {
      const size = pending.length < 8 ? Infinity : 8 + pending.readInt32BE(4);
      if (pending.length < size) return;
      pending = pending.subarray(size);
      greeted = true;
      say(socket, '193', '20260114 10:00:00 EST');
    }
    while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
      const end = 4 + pending.readInt32BE(0);
      answer(socket, pending.toString('latin1', 4, end - 1).split('\0'));
      pending = pending.subarray(end);
    }
  });
});

function answer(socket: net.Socket, [id = '', , third = '']: readonly string[]): void {
  if (id === '71') {
    say(socket, '15', '1', 'DU1234567');
    say(socket, '9', '1', '1');
  } else if (id === '49') say(socket, '49', '1', String(Math.floor(Date.now() / 1_000)));
  else if (id === '1') say(socket, '1', '6', third, '4', '101.5', '100', '0');
}

function say(socket: net.Socket, ...fields: string[]): void {
  if (silenced.has(socket)) return;
  const payload = Buffer.from(`${fields.join('\0')}\0`, 'latin1');
  const frame = Buffer.allocUnsafe(payload.length + 4);
  frame.writeInt32BE(payload.length, 0);
  payload.copy(frame, 4);
  socket.write(frame);
}

process.on('message', (order) => {
  for (const socket of sockets) {
    if (order === 'drop') socket.end();
    else silenced.add(socket);
  }
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as net.AddressInfo).port }));
