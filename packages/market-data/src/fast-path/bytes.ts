/**
 * What bytes mean, and where decoded numbers go, as plain numbers. They are a module of their own, without imports,
 * because the bundler then writes the numbers into the code that uses them, which a tick can feel.
 */
export const NUL = 0;
export const ZERO = 48;
export const MINUS = 45;
/** A point and the end of a field, when digits are counted from '0'. */
export const POINT = -2;
export const FIELD_END = -48;
/** As many digits always fit 32 bits. */
export const SAFE_DIGITS = 9;
/** Digits that a double holds exactly, so that `mantissa / 10^decimals` rounds as `parseFloat` does. */
export const EXACT_DIGITS = 15;

/** Four bytes of length come before each payload, and a payload is an id of one digit and its NUL at least. */
export const HEADER = 4;
export const SHORTEST_FRAME = 6;

/** Where the whole numbers of a record lie. */
export const INT_REQ_ID = 0;
export const INT_TYPE = 1;
export const INT_MASK = 2;
export const INT_A = 3;
export const INT_B = 4;

/** Numbers that are kept of a quote. */
export const FIELD_COUNT = 14;

/** The ids of the messages that carry market data streams. */
export const PRICE = 1;
export const SIZE = 2;
export const DEPTH = 12;
export const DEPTH_L2 = 13;
export const OPTION_COMPUTATION = 21;
/** How many numbers it carries. */
export const COMPUTED = 8;
export const GENERIC = 45;
export const TEXT = 46;
export const REAL_TIME_BAR = 50;
export const BAR_UPDATE = 90;
export const TICK_BY_TICK = 99;
/** How TWS begins prices and sizes: the id, its NUL, version 6 and its NUL. */
export const PRICE_HEAD = 0x31_00_36_00;
export const SIZE_HEAD = 0x32_00_36_00;
export const HEAD_VERSION = 6;
/** Such a head, an id of ten digits, a type, a value, and their ends. */
export const SHORTEST_QUOTE_TICK = 19;

/** Four digits in one word; what is left of a digit is nine at most, and more overflows into the high bit. */
export const FOUR_DIGITS = 0x30_30_30_30;
export const BEYOND_NINE = 0x76_76_76_76;
export const HIGH_BITS = 0x80_80_80_80;
export const LOW_BITS = 0x7f_7f_7f_7f;
/** What makes a zero byte of a word overflow. */
export const FOUR_ONES = 0x01_01_01_01;
/** The same for two digits. */
export const TWO_DIGITS = 0x30_30;
export const TWO_BEYOND_NINE = 0x76_76;
export const TWO_HIGH_BITS = 0x80_80;
/** Digits of the longest number that may fit 32 bits: request ids, from 2^30 on, and times have as many. */
export const LONGEST_INT = 10;
/** Eight digits below this and any two more fit 32 bits. */
export const SAFE_EIGHT = 21_474_836;
