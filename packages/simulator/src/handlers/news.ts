/** News: providers, headlines, articles and bulletins. */

import { localText } from '../market/time-zone.js';
import { articleText, NEWS_PROVIDERS, newsFor } from './news-stories.js';
import { readInstant } from './history-dates.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';

export const newsHandlers: HandlerTable = {
  reqNewsProviders: ({ client }) => client.send('newsProviders', NEWS_PROVIDERS.length, ...NEWS_PROVIDERS.flat()),
  reqNewsArticle,
  reqHistoricalNews,
  reqNewsBulletins,
  cancelNewsBulletins: ({ client }) => void client.release('bulletins'),
};

const MOST_HEADLINES = 300;
const PLAIN_TEXT = 0;
const BULLETIN = 1;
const BULLETIN_EVERY_MS = 3_600_000;

function reqNewsArticle({ client, fields }: Call): void {
  const reqId = fields.int();
  const text = articleText(fields.string(), fields.string());
  if (text === undefined) throw new Refusal(10172, 'Failed to request news article:No data available', reqId);
  client.send('newsArticle', reqId, PLAIN_TEXT, text);
}

function reqHistoricalNews(call: Call): void {
  const { client, fields, world } = call;
  const reqId = fields.int();
  const conId = fields.int();
  const providers = new Set(fields.string().split(/[+,]/));
  const [startText, endText, count] = [fields.string(), fields.string(), fields.int()];
  const { market } = world;
  const instrument = market.instrument(conId);
  if (!instrument) throw invalidRequest('Invalid contract id', reqId);
  const end = newsInstant(call, endText, reqId) ?? market.now;
  const start = newsInstant(call, startText, reqId) ?? -Infinity;
  const wanted = Math.max(0, Math.min(count, MOST_HEADLINES));
  const told = newsFor(instrument, Math.min(end, market.now), (wanted + 1) * NEWS_PROVIDERS.length * 2, start).filter(
    (story) => providers.has(story.provider),
  );
  for (const story of told.slice(0, wanted)) {
    client.send('historicalNews', reqId, stamp(story.time), story.provider, story.articleId, story.headline);
  }
  client.send('historicalNewsEnd', reqId, told.length > wanted);
}

/** Here dates may have dashes, and tenths of a second behind them: `2026-01-14 15:00:00.0`. */
function newsInstant(call: Call, text: string, reqId: number): number | undefined {
  const dashed = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$/.exec(text.trim());
  const plain = dashed ? `${dashed[1] ?? ''}${dashed[2] ?? ''}${dashed[3] ?? ''}-${dashed[4] ?? ''}` : text;
  return readInstant(call, plain, 'Date/Time', reqId);
}

/** `2026-01-14 15:00:00.0`, in UTC. */
function stamp(at: number): string {
  const { date, time } = localText('UTC', at);
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} ${time}.0`;
}

/** A bulletin an hour; with `all`, the last one at once. */
function reqNewsBulletins({ client, fields, clock }: Call): void {
  fields.skip();
  const all = fields.bool();
  const say = (hour: number): void =>
    client.send(
      'updateNewsBulletin',
      1,
      hour % 1_000_000,
      BULLETIN,
      'Simulated bulletin: all systems are operating normally.',
      'SMART',
    );
  let hour = Math.floor(clock.now() / BULLETIN_EVERY_MS);
  if (all) say(hour);
  let cancel: () => void;
  const wait = (): void => {
    cancel = clock.schedule((hour + 1) * BULLETIN_EVERY_MS - clock.now(), () => {
      say(++hour);
      wait();
    });
  };
  client.release('bulletins');
  wait();
  client.hold('bulletins', () => cancel());
}
