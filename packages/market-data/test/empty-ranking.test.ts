/** A scanner that finds nothing answers with a notice instead of a ranking. */
import { expect, it } from 'vitest';
import { IBKRLiveDataFeed } from '../src/index.js';
import { OUT, Peer } from './support/peer.js';

it.each([{ fastPath: true }, { fastPath: false }])(
  'a ranking of nothing is empty ($fastPath)',
  async ({ fastPath }) => {
    await using peer = await Peer.start();
    const options = { host: '127.0.0.1', port: peer.port, clientId: 1, env: {}, envFile: false } as const;
    await using feed = new IBKRLiveDataFeed({ ...options, fastPath });
    await feed.connect();
    const asked = feed.getScan({ scanCode: 'TOP_PERC_GAIN', abovePrice: 1e9 });
    const [, id = ''] = await peer.nth(OUT.Scanner, 1);
    peer.say([4, 2, id, 165, 'Historical Market Data Service query message:no items retrieved', '']);
    expect(await asked).toEqual([]);
    await peer.nth(OUT.CancelScanner, 1);
  },
);
