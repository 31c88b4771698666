/** A process that holds a journal until it is killed. */
import { openJournal } from '../src/journal.js';

const journal = openJournal(process.argv[2] ?? '');
for (let n = 0; n < 3; n += 1) journal.append({ type: 'test', at: n });
await journal.durable();
process.send?.('locked');
setInterval(() => undefined, 60_000);
