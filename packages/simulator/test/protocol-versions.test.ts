import { EventName, OrderAction, OrderType, type Order } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { FieldReader } from '../src/fields.js';
import { Simulator, VirtualClock } from '../src/index.js';
import { readLayout } from '../src/layout.js';
import { PLACE_ORDER } from '../src/orders/layouts.js';
import { AAPL, connect } from './support.js';

const VERSIONS = Array.from({ length: 193 - 157 + 1 }, (_, i) => 157 + i);

/** Every attribute that TWS echoes, with the server version from which it does. */
const EVERYTHING: readonly (readonly [since: number, attributes: Partial<Order>])[] = [
  [
    157,
    {
      action: OrderAction.BUY,
      totalQuantity: 12.5,
      orderType: OrderType.LMT,
      lmtPrice: 1.25,
      auxPrice: 0.5,
      tif: 'GTC',
      ocaGroup: 'group',
      ocaType: 2,
      account: 'DU1234567',
      openClose: 'O',
      origin: 1,
      orderRef: 'my ref',
      blockOrder: true,
      sweepToFill: true,
      displaySize: 3,
      triggerMethod: 4,
      outsideRth: true,
      hidden: true,
      discretionaryAmt: 0.25,
      goodTillDate: '20270101 10:00:00 US/Eastern',
      faGroup: 'all',
      faMethod: 'Equal',
      faPercentage: '10',
      modelCode: 'model',
      shortSaleSlot: 2,
      designatedLocation: 'somewhere',
      exemptCode: 1,
      rule80A: 'I',
      settlingFirm: 'firm',
      allOrNone: true,
      minQty: 2,
      percentOffset: 0.01,
      auctionStrategy: 1,
      startingPrice: 1.5,
      stockRefPrice: 2.5,
      delta: 0.5,
      stockRangeLower: 0.75,
      stockRangeUpper: 3.75,
      volatility: 20,
      volatilityType: 2,
      deltaNeutralOrderType: 'LMT',
      deltaNeutralAuxPrice: 1.75,
      deltaNeutralConId: 7,
      deltaNeutralSettlingFirm: 'dn firm',
      deltaNeutralClearingAccount: 'dn account',
      deltaNeutralClearingIntent: 'Away',
      deltaNeutralOpenClose: 'C',
      deltaNeutralShortSale: true,
      deltaNeutralShortSaleSlot: 1,
      deltaNeutralDesignatedLocation: 'dn place',
      continuousUpdate: 1,
      referencePriceType: 2,
      trailStopPrice: 9.5,
      trailingPercent: 3,
      scaleInitLevelSize: 5,
      scaleSubsLevelSize: 6,
      scalePriceIncrement: 0.1,
      scalePriceAdjustValue: 0.2,
      scalePriceAdjustInterval: 10,
      scaleProfitOffset: 0.3,
      scaleAutoReset: true,
      scaleInitPosition: 4,
      scaleInitFillQty: 1,
      scaleRandomPercent: true,
      hedgeType: 'B',
      hedgeParam: '1.5',
      optOutSmartRouting: true,
      clearingAccount: 'clearing',
      clearingIntent: 'PTA',
      notHeld: true,
      algoStrategy: 'Adaptive',
      algoParams: [{ tag: 'adaptivePriority', value: 'Normal' }],
      solicited: true,
      randomizeSize: true,
      randomizePrice: true,
      adjustedOrderType: 'STP',
      triggerPrice: 11,
      lmtPriceOffset: 0.05,
      adjustedStopPrice: 12,
      adjustedStopLimitPrice: 13,
      adjustedTrailingAmount: 14,
      adjustableTrailingUnit: 1,
      cashQty: 0,
      dontUseAutoPriceForHedge: true,
      isOmsContainer: true,
      discretionaryUpToLimitPrice: true,
      usePriceMgmtAlgo: true,
    },
  ],
  [158, { duration: 60 }],
  [160, { postToAts: 5 }],
  [162, { autoCancelParent: true }],
  [183, { customerAccount: 'customer' }],
  [184, { professionalCustomer: true }],
  [189, { includeOvernight: true }],
  [193, { extOperator: 'operator', manualOrderIndicator: 1 }],
];

const CONDITIONS = [
  {
    type: 1,
    conjunctionConnection: 'a',
    isMore: true,
    strValue: '1000',
    conId: 265598,
    exchange: 'SMART',
    triggerMethod: 2,
  },
  { type: 3, conjunctionConnection: 'o', isMore: false, strValue: '20270101 10:00:00 US/Eastern' },
  { type: 4, conjunctionConnection: 'a', isMore: true, strValue: '30' },
  { type: 5, conjunctionConnection: 'a', secType: 'STK', exchange: 'SMART', symbol: 'MSFT' },
  { type: 6, conjunctionConnection: 'a', isMore: true, strValue: '100000', conId: 265598, exchange: 'SMART' },
  { type: 7, conjunctionConnection: 'a', isMore: false, strValue: '5', conId: 265598, exchange: 'SMART' },
];

async function start(serverVersion: number): Promise<Simulator> {
  return Simulator.start({ serverVersion, clock: new VirtualClock() });
}

test.each(VERSIONS)('at version %i every attribute of an order comes back as it was sent', async (version) => {
  await using sim = await start(version);
  const client = await connect(sim);
  const attributes = Object.assign({}, ...EVERYTHING.filter(([since]) => version >= since).map(([, a]) => a)) as Order;
  const order = {
    ...attributes,
    conditions: CONDITIONS as never,
    conditionsIgnoreRth: true,
    conditionsCancelOrder: false,
  };
  client.place(1, AAPL, order);
  const [, contract, echoed] = await client.next(EventName.openOrder);
  expect(contract).toMatchObject({ conId: 265598, symbol: 'AAPL', secType: 'STK', exchange: 'SMART' });
  expect(echoed).toMatchObject({ ...attributes, conditionsIgnoreRth: true, clientId: 1, orderId: 1 });
  expect((echoed as Order).conditions).toHaveLength(6);
  expect(client.notices().filter(({ code }) => code === 505 || code === 320)).toEqual([]);
  const sent = sim.transcript.find({ name: 'placeOrder' })!.fields;
  const reader = new FieldReader(sent);
  readLayout(PLACE_ORDER, reader, version);
  expect(reader.remaining).toBe(0);
  client.ib.cancelOrder(1, '');
  await client.next(EventName.orderStatus, (_id: number, status: string) => status === 'Cancelled');
  client.ib.reqCompletedOrders(false);
  const [, completed] = await client.next(EventName.completedOrder);
  // Below 177 @stoqey/ib 1.6.10 does not expect the faProfile field in this message; the official clients do.
  if (version >= 177)
    expect(completed).toMatchObject({ totalQuantity: 12.5, algoStrategy: 'Adaptive', scaleRandomPercent: true });
  await client.next(EventName.completedOrdersEnd);
  client.close();
});

test('frames of an order, of its echo and of its completion are these, at every version', async () => {
  const lines: string[] = [];
  for (const version of VERSIONS) {
    await using sim = await start(version);
    const client = await connect(sim);
    client.place(1, AAPL, { action: 'BUY', totalQuantity: 1, orderType: 'LMT', lmtPrice: 1 } as never);
    await client.next(EventName.orderStatus);
    client.ib.reqGlobalCancel({});
    await client.next(EventName.orderStatus, (_id: number, status: string) => status === 'Cancelled');
    client.ib.reqCompletedOrders(false);
    await client.next(EventName.completedOrdersEnd);
    for (const name of ['placeOrder', 'openOrder', 'orderStatus', 'completedOrder'] as const) {
      const { id, fields } = sim.transcript.find({ name })!;
      lines.push(`${version} ${name} ${fields.length + 1} fields: ${[id, ...fields].join('|')}`);
    }
    client.close();
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/orders-by-version.txt');
});

test('at version 193 a plain order has 118 fields and its echo 141', async () => {
  await using sim = await start(193);
  const client = await connect(sim);
  client.place(1, AAPL, { action: 'BUY', totalQuantity: 1, orderType: 'LMT', lmtPrice: 1 } as never);
  await client.next(EventName.openOrder);
  expect(sim.transcript.find({ name: 'placeOrder' })!.fields).toHaveLength(117);
  expect(sim.transcript.find({ name: 'openOrder' })!.fields).toHaveLength(140);
  client.close();
});
