/** News that never happened: the same stories for the same instrument at any time of asking. */

import type { Instrument } from '../market/instrument.js';
import { mix } from '../market/random.js';

export interface Story {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly provider: string;
  readonly articleId: string;
  readonly headline: string;
}

/** Who publishes: code and name. */
export const NEWS_PROVIDERS: readonly (readonly [code: string, name: string])[] = [
  ['BRFG', 'Briefing.com General Market Columns'],
  ['BRFUPDN', 'Briefing.com Analyst Actions'],
  ['DJNL', 'Dow Jones Newsletters'],
];

/** One story every this often. */
const EVERY_MS = 3 * 3_600_000;

const HEADLINES = [
  'reports quarterly results ahead of estimates',
  'announces a share repurchase program',
  'target raised at a large broker',
  'downgraded to neutral on valuation',
  'names a new chief financial officer',
  'opens higher in heavy trading',
  'presents at an industry conference',
  'confirms guidance for the year',
];

/** The last `count` stories before `until`, newest first. */
export function newsFor(instrument: Instrument, until: number, count: number, since = -Infinity): Story[] {
  const stories: Story[] = [];
  for (let slot = Math.floor(until / EVERY_MS); stories.length < count && (slot + 1) * EVERY_MS > since; slot--) {
    const story = storyOf(instrument, slot);
    if (story.time < until && story.time >= since) stories.push(story);
    if (slot <= 0) break;
  }
  return stories;
}

/** The text of a story, or `undefined` for an id that is none. */
export function articleText(provider: string, articleId: string): string | undefined {
  const known = NEWS_PROVIDERS.some(([code]) => code === provider);
  if (!known || !new RegExp(`^${provider}\\$[0-9a-f]{8}$`).test(articleId)) return undefined;
  const headline = HEADLINES[parseInt(articleId.slice(-8), 16) % HEADLINES.length] ?? '';
  return `The company ${headline}. This is a simulated story; nothing in it happened.`;
}

function storyOf(instrument: Instrument, slot: number): Story {
  const hash = mix(instrument.conId, slot);
  const [provider] = NEWS_PROVIDERS[(hash >>> 8) % NEWS_PROVIDERS.length] ?? ['BRFG'];
  const headline = HEADLINES[hash % HEADLINES.length] ?? '';
  return {
    time: slot * EVERY_MS + (hash % EVERY_MS),
    provider,
    articleId: `${provider}$${hash.toString(16).padStart(8, '0')}`,
    headline: `${instrument.longName} ${headline}`,
  };
}
