/** Headlines and articles of the news providers the user is subscribed to. */
import type { QualifiedContract } from '@cq/connection';
import { request, type CallOptions } from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import type { Headline } from './feed-events.js';
import { checkDate, checkRange } from './past-times.js';
import { parseMoment } from './tws-time.js';

const MOST_HEADLINES = 300;

export interface NewsProvider {
  readonly code: string;
  readonly name: string;
}

export interface NewsOptions extends CallOptions {
  /** Provider codes. @default all the user is subscribed to */
  readonly providers?: readonly string[];
  readonly start?: Date;
  readonly end?: Date;
  /** Up to 300. @default 50 */
  readonly count?: number;
}

export interface NewsArticle {
  readonly format: 'text' | 'binary';
  /** Plain text or HTML; base64 when binary. */
  readonly text: string;
}

export function askNewsProviders({ connection }: FeedContext, options: CallOptions): Promise<readonly NewsProvider[]> {
  return request<readonly NewsProvider[]>(
    connection,
    'news providers',
    (exchange, resolve) => {
      const { ib } = exchange;
      exchange.listen('newsProviders', (providers: readonly { providerCode?: string; providerName?: string }[]) => {
        resolve(
          providers.map(({ providerCode = '', providerName = '' }) => ({ code: providerCode, name: providerName })),
        );
      });
      ib.reqNewsProviders();
    },
    options,
  );
}

/** Newest first; `[]` when there is none, or nobody to ask. */
export async function askNews(
  { connection }: FeedContext,
  contract: QualifiedContract,
  options: NewsOptions & { readonly providers: readonly string[] },
): Promise<readonly Headline[]> {
  const { providers, start, end, count = 50, ...call } = options;
  if (providers.length === 0) return [];
  return request<readonly Headline[]>(
    connection,
    'news',
    (exchange, resolve) => {
      const { ib, reqId } = exchange;
      const headlines: Headline[] = [];
      exchange.listen(
        'historicalNews',
        (id: number, time: string, provider: string, articleId: string, headline: string) => {
          if (id === reqId) headlines.push({ time: newsTime(time), provider, articleId, headline });
        },
      );
      exchange.listen('historicalNewsEnd', (id: number) => {
        if (id === reqId) resolve(headlines.sort((a, b) => b.time.getTime() - a.time.getTime()));
      });
      ib.reqHistoricalNews(reqId, contract.conId, providers.join('+'), newsText(start), newsText(end), count);
    },
    call,
  );
}

export function askNewsArticle(
  { connection }: FeedContext,
  article: { readonly provider: string; readonly articleId: string },
  options: CallOptions,
): Promise<NewsArticle> {
  return request<NewsArticle>(
    connection,
    'news article',
    (exchange, resolve) => {
      const { ib, reqId } = exchange;
      exchange.listen('newsArticle', (id: number, type: number, text: string) => {
        if (id === reqId) resolve({ format: type === 0 ? 'text' : 'binary', text });
      });
      ib.reqNewsArticle(reqId, article.provider, article.articleId);
    },
    options,
  );
}

/** News times are UTC, written `2026-11-22 14:30:00.0`. */
function newsTime(text: string): Date {
  const compact = text.replace(/^(\d{4})-(\d{2})-(\d{2})/, '$1$2$3').replace(/\.\d+$/, '');
  return parseMoment(compact)?.time ?? new Date(NaN);
}

/** @throws InvalidArgumentError */
export function checkNews({ start, end, count = 1 }: NewsOptions, now: number): void {
  if (!Number.isInteger(count) || count < 1 || count > MOST_HEADLINES) {
    throw new InvalidArgumentError('count', `must be a whole number from 1 to ${MOST_HEADLINES}; got ${count}`);
  }
  if (start === undefined) checkDate('end', end);
  else checkRange({ start, end }, now);
}

function newsText(time: Date | undefined): string {
  return time === undefined ? '' : time.toISOString().slice(0, 19).replace('T', ' ');
}
