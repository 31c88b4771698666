// A TWS of a few lines in a process of its own: acknowledges every order, and lists as many open orders and executions
// as it was told to have. Says its port when it listens; answers 'orders' with the id and arrival time of each.
import net from 'node:net';
import { encode, recordFrames, type Fields } from './frames.js';

interface Books {
  readonly openOrders: number;
  readonly executions: number;
}

const { openOrders, executions } = JSON.parse(process.argv[2] ?? '{}') as Books;
const frames = await recordFrames();
const orders: { id: number; atMs: number }[] = [];
const FIRST_PERM_ID = 5_000_000;
const FIRST_ORDER_ID = 1_000_000;

/** The frame with the value at each of these places replaced; 0 is the message id. */
function vary(fields: Fields, changes: Readonly<Record<number, string>>): Fields {
  return fields.map((field, index) => changes[index] ?? field);
}

const permIdAt = frames.openOrder.indexOf(frames.orderStatus[6] ?? '');
const openOrderBytes = Buffer.concat(
  Array.from({ length: openOrders }, (_, n) => {
    const [orderId, permId] = [String(FIRST_ORDER_ID + n), String(FIRST_PERM_ID + n)];
    const refAt = frames.openOrder.indexOf('REF');
    const open = vary(frames.openOrder, { 1: orderId, [permIdAt]: permId, [refAt]: `ref-${n}` });
    const status = vary(frames.orderStatus, { 1: orderId, 6: permId });
    return Buffer.concat([encode(open), encode(status)]);
  }),
);

/** As long as the request ids that ask for it. */
const PLACEHOLDER = '1073741824';
const permAt = frames.execDetails.findIndex((field, index) => index > 15 && /^\d{9,}$/.test(field));
/** Four executions to an order, as if each had filled in parts. */
const executionFrames = Array.from({ length: executions }, (_, n) => {
  const order = n % Math.max(1, openOrders);
  const execId = `0000e0d5.${n.toString(16).padStart(8, '0')}.01.01`;
  const ids = { 2: String(FIRST_ORDER_ID + order), [permAt]: String(FIRST_PERM_ID + order) };
  return encode(vary(frames.execDetails, { ...ids, 1: PLACEHOLDER, 14: execId, 19: '0.1' }));
});
const allExecutions = Buffer.concat(executionFrames);

/** All of them, with the id of the request in its place: after the length and the message id. */
function executionBytes(reqId: string): Buffer {
  if (reqId.length !== PLACEHOLDER.length) throw new Error(`A request id of ${reqId.length} digits`);
  let start = 0;
  for (const { length } of executionFrames) {
    allExecutions.write(reqId, start + 4 + '11\0'.length, 'latin1');
    start += length;
  }
  return allExecutions;
}

const commissionBytes = Buffer.concat(
  Array.from({ length: executions }, (_, n) =>
    encode(vary(frames.commissionReport, { 2: `0000e0d5.${n.toString(16).padStart(8, '0')}.01.01` })),
  ),
);

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  let pending: Buffer = Buffer.alloc(0);
  let isGreeted = false;
  let clientId = '0';
  socket.on('data', (bytes: Buffer) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    if (!isGreeted) {
      const size = pending.length < 8 ? Infinity : 8 + pending.readInt32BE(4);
      if (pending.length < size) return;
      pending = pending.subarray(size);
      isGreeted = true;
      socket.write(encode(['193', '20260114 10:00:00 EST']));
    }
    while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
      const end = 4 + pending.readInt32BE(0);
      const fields = pending.toString('latin1', 4, end - 1).split('\0');
      if (fields[0] === '71') clientId = fields[2] ?? clientId;
      answer(socket, clientId, fields);
      pending = pending.subarray(end);
    }
  });
});

function answer(socket: net.Socket, clientId: string, [id = '', first = '', second = '']: Fields): void {
  switch (id) {
    case '71':
      socket.write(Buffer.concat([encode(['15', '1', 'DU1234567']), encode(['9', '1', '1'])]));
      break;
    case '49':
      socket.write(encode(['49', '1', String(Math.floor(Date.now() / 1_000))]));
      break;
    case '3':
      orders.push({ id: Number(first), atMs: performance.now() });
      socket.write(
        encode(vary(frames.orderStatus, { 1: first, 6: `${clientId}${first.padStart(6, '0')}`, 9: clientId })),
      );
      break;
    case '9':
      // REQ_CONTRACT_DATA has a version before its id.
      socket.write(Buffer.concat([encode(vary(frames.contractDetails, { 1: second })), encode(['52', '1', second])]));
      break;
    case '91':
      socket.write(encode(vary(frames.marketRule, { 1: first })));
      break;
    case '16':
      socket.write(Buffer.concat([openOrderBytes, encode(['53', '1'])]));
      break;
    case '7':
      socket.write(Buffer.concat([executionBytes(second), encode(['55', '1', second]), commissionBytes]));
      break;
    case '99':
      socket.write(encode(['102']));
  }
}

process.on('message', () => process.send?.({ orders: orders.splice(0) }));
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as net.AddressInfo).port }));
