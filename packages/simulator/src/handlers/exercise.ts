/** EXERCISE_OPTIONS: which option, what to do with it. */

import { FieldReader } from '../fields.js';
import { readLayout, since } from '../layout.js';
import { readContractQuery } from '../orders/contract.js';
import { exerciseOption } from '../orders/exercise.js';
import { refuseReadOnly } from '../orders/place.js';
import { Version } from '../versions.js';
import { Refusal, type Call, type HandlerTable } from './registry.js';

export const exerciseHandlers: HandlerTable = { exerciseOptions };

const EXERCISE_OPTIONS = [
  ...['version', 'reqId', 'conId', 'symbol', 'secType', 'lastTradeDate', 'strike', 'right', 'multiplier', 'exchange'],
  ...['currency', 'localSymbol', 'tradingClass', 'exerciseAction', 'exerciseQuantity', 'account', 'override'],
  since(Version.manualOrderTimeExerciseOptions, 'manualOrderTime'),
  since(Version.customerAccount, 'customerAccount'),
  since(Version.professionalCustomer, 'professionalCustomer'),
];

function exerciseOptions({ client, fields, world }: Call): void {
  const request = readLayout(EXERCISE_OPTIONS, fields, client.serverVersion);
  const { text } = request;
  const reqId = Number(text['reqId']);
  refuseReadOnly(world, reqId);
  const quantity = new FieldReader([text['exerciseQuantity'] ?? '']).optionalNumber('exerciseQuantity') ?? 0;
  const [option, ...others] = world.market.find(readContractQuery(request));
  const underlying = option?.underlying && world.market.instrument(option.underlying.conId);
  if (!option || !underlying || others.length > 0) {
    throw new Refusal(200, 'No security definition has been found for the request', reqId);
  }
  exerciseOption(world, client, {
    reqId,
    option,
    underlying,
    lapses: text['exerciseAction'] === '2',
    quantity,
    account: text['account'] === '' ? (world.options.accounts[0] ?? '') : (text['account'] ?? ''),
    override: text['override'] === '1',
  });
}
