/** Small facts about exchanges, option calculations, and the services that an account rarely has. */

import { optionCalculationHandlers } from './option-calculations.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';
import { SMART_VENUES } from './venues.js';

export const referenceDataHandlers: HandlerTable = {
  ...optionCalculationHandlers,
  reqSmartComponents,
  reqFundamentalData,
  cancelFundamentalData: () => undefined,
  reqWshMetaData: noEventCalendar,
  reqWshEventData: noEventCalendar,
  cancelWshMetaData: () => undefined,
  cancelWshEventData: () => undefined,
};

/** The exchanges behind the letters of quotes; `bboExchange` comes from `tickReqParams`. */
function reqSmartComponents({ client, fields }: Call): void {
  const reqId = fields.int();
  const code = fields.string();
  const venues = SMART_VENUES[code];
  if (!venues) throw invalidRequest(`Invalid BBO exchange ${code}`, reqId);
  const rows = venues.flatMap((venue, bit) => [bit, venue.name, venue.letter]);
  client.send('smartComponents', reqId, venues.length, ...rows);
}

/** Answered with the error that is documented for it, whatever the contract. */
function reqFundamentalData({ fields }: Call): void {
  fields.skip();
  throw new Refusal(
    430,
    'We are sorry, but fundamentals data for the security specified is not available.',
    fields.int(),
  );
}

function noEventCalendar({ fields }: Call): void {
  throw new Refusal(10276, 'News feed is not allowed.', fields.int());
}
