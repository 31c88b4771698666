/** When each kind of market trades. Minutes from local midnight of the trade date; negative minutes are the evening before. */

import type { HoursSpec } from '../calendar.js';

const NY = 'US/Eastern';
const CHICAGO = 'US/Central';

export const HOURS = {
  usStock: spec(NY, [[240, 1200]], [[570, 960]], 'us', { earlyClose: [780, 1020] }),
  usOption: spec(NY, [[570, 960]], [[570, 960]], 'us', { earlyClose: [780, 780] }),
  usIndexOption: spec(CHICAGO, [[-225, 975]], [[510, 975]], 'us', { earlyClose: [735, 735] }),
  usIndex: spec(NY, [[570, 975]], [[570, 960]], 'us', { earlyClose: [780, 780] }),
  usBond: spec(NY, [[480, 1020]], [[480, 1020]], 'us'),
  usFund: spec(NY, [[570, 960]], [[570, 960]], 'us', { earlyClose: [780, 780] }),
  cmeEquity: spec(CHICAGO, [[-420, 960]], [[510, 960]], 'us-futures'),
  cmeFx: spec(CHICAGO, [[-420, 960]], [[440, 840]], 'us-futures'),
  cbot: spec(CHICAGO, [[-420, 960]], [[440, 840]], 'us-futures'),
  grains: spec(
    CHICAGO,
    [
      [-300, 465],
      [510, 800],
    ],
    [[510, 800]],
    'us-futures',
  ),
  nymex: spec(NY, [[-360, 1020]], [[540, 870]], 'us-futures'),
  cfe: spec(CHICAGO, [[-420, 960]], [[510, 915]], 'us-futures'),
  forex: spec(NY, [[-405, 1020]], [[-405, 1020]], 'forex'),
  metals: spec(NY, [[-360, 1020]], [[-360, 1020]], 'forex'),
  crypto: spec(NY, [[0, 1440]], [[0, 1440]], 'none', { days: [0, 1, 2, 3, 4, 5, 6] }),
  london: spec('GB-Eire', [[480, 990]], [[480, 990]], 'uk'),
  xetra: spec('MET', [[540, 1050]], [[540, 1050]], 'de'),
  eurex: spec('MET', [[70, 1320]], [[540, 1050]], 'de'),
  euronext: spec('MET', [[540, 1050]], [[540, 1050]], 'de'),
  toronto: spec('US/Eastern', [[570, 960]], [[570, 960]], 'none'),
  tokyo: spec(
    'Japan',
    [
      [540, 690],
      [750, 930],
    ],
    [
      [540, 690],
      [750, 930],
    ],
    'jp',
  ),
  hongkong: spec(
    'Hongkong',
    [
      [570, 720],
      [780, 960],
    ],
    [
      [570, 720],
      [780, 960],
    ],
    'hk',
  ),
  sydney: spec('Australia/NSW', [[600, 960]], [[600, 960]], 'none'),
} as const satisfies Record<string, HoursSpec>;

/** The name of a set of trading hours. */
export type HoursId = keyof typeof HOURS;

function spec(
  timeZone: string,
  trading: HoursSpec['trading'],
  liquid: HoursSpec['liquid'],
  holidays: HoursSpec['holidays'],
  rest: Pick<HoursSpec, 'days' | 'earlyClose'> = {},
): HoursSpec {
  return { timeZone, trading, liquid, holidays, ...rest };
}
