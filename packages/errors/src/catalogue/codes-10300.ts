/** 10300 to 10372: dates and zones, order attributes, precautions, what recent TWS versions check. */
import type { Row } from './entry.js';

export const codes10300: readonly Row[] = [
  {
    code: 10349,
    description: 'The order had no usable tif, so a preset of TWS made it DAY; the order is alive',
    tips: ['Give every order its tif; the preset is under Global Configuration > Presets'],
    category: 'order',
    severity: 'warning',
    owner: 'you',
    retryable: false,
    confidence: 'observed',
  },
];
