/** Who the user is: family codes, white branding, soft dollars, advisor data, and the display groups of his screen. */

import { Refusal, type Call, type HandlerTable } from './registry.js';

export const profileHandlers: HandlerTable = {
  reqFamilyCodes: ({ client, world }) => {
    const { accounts } = world.options;
    client.send('familyCodes', accounts.length, ...accounts.flatMap((account) => [account, '']));
  },
  reqUserInfo: ({ client, fields }) => client.send('userInfo', fields.int(), ''),
  reqSoftDollarTiers: ({ client, fields }) => client.send('softDollarTiers', fields.int(), 0),
  requestFA: refuseAdvisor,
  replaceFA: refuseAdvisor,
  queryDisplayGroups: ({ client, fields }) => client.send('displayGroupList', 1, fields.skip().int(), GROUPS.join('|')),
  subscribeToGroupEvents,
  updateDisplayGroup,
  unsubscribeFromGroupEvents: leaveGroup,
};

const GROUPS = [1, 2, 3, 4, 5, 6, 7];

/** TWS answers advisor requests of an ordinary account with the id that means "unset". */
function refuseAdvisor(): void {
  const text = "Error validating request.-'bY' : cause - FA data operations ignored for non FA customers.";
  throw new Refusal(321, text, 2147483647);
}

function subscribeToGroupEvents({ client, fields, world }: Call): void {
  const reqId = fields.skip().int();
  const group = fields.int();
  if (!GROUPS.includes(group))
    throw new Refusal(321, `Error validating request.-'bQ' : cause - Invalid display group ${group}`, reqId);
  const tell = (contract: string) => client.send('displayGroupUpdated', 1, reqId, contract);
  client.hold(`group:${reqId}:${group}`, world.displayGroups.watch(group, tell));
  tell(world.displayGroups.shown(group));
}

function updateDisplayGroup({ client, fields, world }: Call): void {
  const reqId = fields.skip().int();
  const [key] = client.held(`group:${reqId}:`);
  if (key === undefined) {
    throw new Refusal(321, "Error validating request.-'bQ' : cause - Not subscribed to a display group", reqId);
  }
  world.displayGroups.show(Number(key.split(':')[2]), fields.string());
}

function leaveGroup({ client, fields }: Call): void {
  for (const key of client.held(`group:${fields.skip().int()}:`)) client.release(key);
}
