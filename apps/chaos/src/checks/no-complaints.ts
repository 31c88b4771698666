// TWS never has to say that its client has lost count: of its ids, of its streams, of its pace.

import type { MakeCheck } from './check.js';

/** Codes that only a client's own fault brings about, as long as no mishap says them. */
const complaints = new Map<number, string>([
  [102, 'duplicate ticker id'],
  [320, 'a request that cannot be read'],
  [505, 'an unknown message'],
]);

export const noComplaints: MakeCheck = ({ sim, failures }) => {
  sim.transcript.onFrame((entry) => {
    if (entry.direction !== 'out' || entry.name !== 'error') return;
    const { fields } = entry;
    const complaint = complaints.get(Number(fields[2]));
    const text = fields[3] ?? '';
    if (complaint !== undefined && !isMishap(text)) failures.add('TWS has no complaints', `${complaint}: ${text}`);
    if (text.includes('Duplicate ticker id')) failures.add('TWS has no complaints', text);
  });
  return {};
};

const isMishap = (text: string): boolean => text.includes('Simulated') || text.includes('disconnected');
