// What TWS allows: messages in a second, and data that one has paid for.
import type { Scenario } from '../scenario.js';
import { settles, type Stage } from '../stage.js';

/** At fifty messages a second, 120 questions and what ends each of them take five seconds and more. */
const PATIENCE_MS = 10_000;

export const limits: readonly Scenario[] = [
  {
    name: 'burst-of-requests',
    group: 'Requests',
    fault: '120 questions are asked at once, of a TWS that allows 50 messages a second and disconnects who sends more',
    wanted: 'All answered, nobody disconnected',
    messagesPerSecond: 50,
    async run(stage: Stage) {
      await stage.ready();
      const asked = Array.from({ length: 120 }, () => settles(stage.client.ask(PATIENCE_MS), PATIENCE_MS));
      const answers = await Promise.all(asked);
      const answered = answers.filter((answer) => answer === 'resolved').length;
      const torn = stage.sessions() - 1;
      const note = `${answered} answered, ${torn} disconnects`;
      return { verdict: answered === 120 && torn === 0 ? 'good' : 'bad', note };
    },
  },
  {
    name: 'not-subscribed',
    group: 'Market data',
    fault: 'Live data is not paid for, delayed data is there (10089)',
    wanted: 'Delayed data, marked as such, or told why there is none',
    async run(stage) {
      stage.sim.inject({ type: 'no-market-data', symbol: 'AAPL', code: 10_089 });
      await settles(stage.client.connect(), 5_000);
      void stage.client.stream('AAPL').catch(() => undefined);
      const ticks = await stage.until(() => stage.client.ticks() > 0, 3_000);
      const told = stage.client.told.some((text) => /10089|subscri/i.test(text));
      const note = `${ticks === undefined ? 'no data' : 'delayed data'}, ${told ? 'told why' : 'not told why'}`;
      return { verdict: ticks !== undefined && told ? 'good' : ticks !== undefined || told ? 'partly' : 'bad', note };
    },
  },
];
