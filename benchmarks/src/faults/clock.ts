// Real time, moved to a Tuesday morning in New York: some of what a client may expect depends on trading hours, and the matrix
// must not depend on when it is run.
import { systemClock, type Clock } from '@cq/connection';

const offsetMs = Date.parse('2026-03-10T11:00:00-04:00') - Date.now();

export const clock: Clock = {
  now: () => systemClock.now() + offsetMs,
  schedule: (ms, callback) => systemClock.schedule(ms, callback),
  sleep: (ms, options) => systemClock.sleep(ms, options),
};
