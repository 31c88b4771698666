/** Makes what was recorded safe before anything is written to TWS. Waits only where that takes the disk. */
import type { OrderDesk } from './desk.js';

/** @param refuse called with what went wrong: nothing may be sent then */
export function writeAhead(desk: OrderDesk, refuse: (cause: unknown) => never): Promise<void> | undefined {
  if (desk.journalIsSlow) return desk.durable().catch(refuse);
  try {
    desk.flushOrThrow();
    return undefined;
  } catch (cause) {
    return refuse(cause);
  }
}
