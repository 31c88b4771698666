/** From the fields of a request to its handler, through the faults that stand in between. */

import type { Client } from './client.js';
import { FieldError, FieldReader } from './fields.js';
import { handlers } from './handlers/index.js';
import { Refusal } from './handlers/registry.js';
import { requestName, type RequestName } from './message-ids.js';

/** Answer one request. Never throws: a broken request is answered, a broken handler is the server's own fault. */
export function dispatch(client: Client, all: readonly string[]): void {
  const { world } = client;
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
  if (strikesBefore(client, name, fields)) return;
  answer(client, name, fields);
  const drop = world.faults.strike('drop', (f) => f.when === 'after' && concerns(f, client, name));
  if (drop) client.cut({ reset: drop.reset ?? false });
}

function strikesBefore(client: Client, name: RequestName, fields: readonly string[]): boolean {
  const { faults } = client.world;
  if (faults.isEmpty) return false;
  const drop = faults.strike('drop', (f) => f.when === 'before' && concerns(f, client, name));
  if (drop) client.cut({ reset: drop.reset ?? false });
  if (drop || faults.strike('ignore', (f) => f.message === name)) return true;
  const fail = faults.strike('fail', (f) => f.message === name);
  if (fail) client.error(requestIdOf(fields), fail.code, fail.text ?? `Simulated failure of ${name}`);
  return fail !== undefined;
}

function answer(client: Client, name: RequestName, fields: readonly string[]): void {
  const { world } = client;
  const handler = handlers[name];
  if (!handler) {
    client.error(requestIdOf(fields), 321, `Error validating request: ${name} is not supported here`);
    return;
  }
  try {
    handler({ name, client, fields: new FieldReader(fields), world, clock: world.clock });
  } catch (error) {
    if (error instanceof Refusal) client.error(error.reqId, error.code, error.message, error.advancedOrderReject);
    else if (error instanceof FieldError)
      client.error(requestIdOf(fields), 320, `Error reading request. ${error.message}`);
    else throw error;
  }
}

function concerns(
  fault: { readonly message?: RequestName; readonly clientId?: number },
  client: Client,
  name: RequestName,
): boolean {
  return (fault.message ?? name) === name && (fault.clientId ?? client.clientId) === client.clientId;
}

/** The request's own id as far as it can be told: the first field, or the second where a version comes first. */
function requestIdOf(fields: readonly string[]): number {
  const id = Number(fields[0]);
  return Number.isInteger(id) ? id : -1;
}
