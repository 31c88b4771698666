// Frames of a real order's life, as the simulator says them, to be repeated with other numbers.
import { EventName, IBApi, OrderAction, OrderType, SecType } from '@stoqey/ib';
import { Simulator } from '@cq/simulator';

export type Fields = readonly string[];

export interface Frames {
  readonly contractDetails: Fields;
  readonly marketRule: Fields;
  readonly openOrder: Fields;
  readonly orderStatus: Fields;
  readonly execDetails: Fields;
  readonly commissionReport: Fields;
}

const ids = {
  contractDetails: 10,
  marketRule: 93,
  openOrder: 5,
  orderStatus: 3,
  execDetails: 11,
  commissionReport: 59,
};

/** Places a few orders on a simulator and keeps what it answers: message id first, no length. */
export async function recordFrames(): Promise<Frames> {
  await using sim = await Simulator.start();
  const ib = new IBApi({ host: sim.host, port: sim.port, clientId: 7, maxReqPerSec: 1e9 });
  const ready = new Promise((resolve) => ib.once(EventName.nextValidId, resolve));
  const done = new Promise((resolve) => ib.once(EventName.commissionReport, resolve));
  const rule = new Promise((resolve) => ib.once(EventName.marketRule, resolve));
  ib.connect();
  await ready;
  const contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
  const order = { action: OrderAction.BUY, totalQuantity: 1, transmit: true, orderRef: 'REF' };
  ib.reqContractDetails(1, contract);
  ib.reqMarketRule(26);
  ib.placeOrder(1, contract, { ...order, orderType: OrderType.LMT, lmtPrice: 1 });
  ib.placeOrder(2, contract, { ...order, orderType: OrderType.MKT });
  await Promise.all([done, rule]);
  const frame = (name: keyof Frames): Fields => {
    const entry = sim.transcript.find({ direction: 'out', name });
    if (!entry) throw new Error(`The simulator sent no ${name}`);
    return [String(ids[name]), ...entry.fields.map(String)];
  };
  const frames = {
    contractDetails: frame('contractDetails'),
    marketRule: frame('marketRule'),
    openOrder: frame('openOrder'),
    orderStatus: frame('orderStatus'),
    execDetails: frame('execDetails'),
    commissionReport: frame('commissionReport'),
  };
  ib.disconnect();
  return frames;
}

/** The fields on the wire: length, then each with its NUL. */
export function encode(fields: Fields): Buffer {
  const payload = Buffer.from(`${fields.join('\0')}\0`, 'utf8');
  const frame = Buffer.allocUnsafe(payload.length + 4);
  frame.writeInt32BE(payload.length, 0);
  payload.copy(frame, 4);
  return frame;
}
