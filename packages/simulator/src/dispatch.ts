/** From the fields of a request to its handler, through the faults that stand in between. */

import type { Client } from './client.js';
import { FieldError, FieldReader } from './fields.js';
import { handlers } from './handlers/index.js';
import { Refusal } from './handlers/registry.js';
import { REQUEST_IDS, requestName, type RequestName } from './message-ids.js';
import { requestIdPosition } from './replay/message-keys.js';
import type { World } from './world.js';

/** Answer one request: `all` begins with its number. A request that cannot be read is answered with 320. */
export function dispatch(world: World, client: Client, all: readonly string[]): void {
  const id = Number(all[0]);
  const name = requestName(id);
  const fields = all.slice(1);
  world.transcript.add(world.clock.now(), 'in', client, id, name ?? 'unknown', fields.join('\0') + '\0');
  if (!name) {
    client.error(-1, 505, 'Fatal Error: Unknown message id.');
    return;
  }
  if (!client.isReady && name !== 'startApi') {
    client.cut();
    return;
  }
  if (isTooFast(world, client) || strikesBefore(world, client, name, fields)) return;
  answer(world, client, name, fields);
  const drop = world.faults.strike('drop', (f) => f.when === 'after' && concerns(f, client, name));
  if (drop) client.cut({ reset: drop.reset ?? false });
}

/** Beyond the rate a request is answered with 100 and ignored; the third time the client is disconnected. */
function isTooFast(world: World, client: Client): boolean {
  const { messagesPerSecond } = world.options;
  const kick = world.faults.strike('pacing-kick');
  const excess = kick ? { received: messagesPerSecond + 1, violation: 3 } : client.pace.note(world.clock.now());
  if (!excess) return false;
  const { received, violation } = excess;
  const text = `Max rate of messages per second has been exceeded:max=${messagesPerSecond} rec=${received} (${violation})`;
  client.error(-1, 100, text);
  if (violation >= 3) client.end();
  return true;
}

function strikesBefore(world: World, client: Client, name: RequestName, fields: readonly string[]): boolean {
  const { faults } = world;
  if (faults.isEmpty) return false;
  const drop = faults.strike('drop', (f) => f.when === 'before' && concerns(f, client, name));
  if (drop) client.cut({ reset: drop.reset ?? false });
  if (drop || faults.strike('ignore', (f) => f.message === name)) return true;
  const fail = faults.strike('fail', (f) => f.message === name);
  if (fail) client.error(requestIdOf(client, name, fields), fail.code, fail.text ?? `Simulated failure of ${name}`);
  return fail !== undefined;
}

function answer(world: World, client: Client, name: RequestName, fields: readonly string[]): void {
  const handler = handlers[name];
  if (!handler) {
    client.error(requestIdOf(client, name, fields), 321, `Error validating request: ${name} is not supported here`);
    return;
  }
  try {
    handler({ name, client, fields: new FieldReader(fields), world, clock: world.clock });
  } catch (error) {
    if (error instanceof Refusal) client.error(error.reqId, error.code, error.message, error.advancedOrderReject);
    else if (error instanceof FieldError) {
      client.error(requestIdOf(client, name, fields), 320, `Error reading request: ${error.message}`);
    } else throw error;
  }
}

function concerns(
  fault: { readonly message?: RequestName; readonly clientId?: number },
  client: Client,
  name: RequestName,
): boolean {
  return (fault.message ?? name) === name && (fault.clientId ?? client.clientId) === client.clientId;
}

/** The request's own id, or -1 when it carries none or what stands there is not one. */
function requestIdOf(client: Client, name: RequestName, fields: readonly string[]): number {
  const position = requestIdPosition([String(REQUEST_IDS[name]), ...fields], client.serverVersion);
  const text = position === undefined ? '' : (fields[position - 1] ?? '');
  return /^-?\d{1,10}$/.test(text) ? Number(text) : -1;
}
