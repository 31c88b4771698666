/** Option values after Black, Scholes and Merton, with a continuous yield so that futures options (Black 76) are a case of it. */

/** What an option is worth and how that changes. Theta is per calendar day, vega per percentage point, as TWS reports them. */
export interface OptionValue {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
}

export interface OptionTerms {
  readonly right: 'C' | 'P';
  readonly strike: number;
  /** Years to expiry; 0 or less is expired. */
  readonly years: number;
  /** Interest rate, as a fraction. */
  readonly rate: number;
  /** Yield of the underlying; equal to `rate` for an option on a future. */
  readonly carry: number;
}

const DAYS = 365;

/** Value an option. @param volatility annual, as a fraction */
export function optionValue(terms: OptionTerms, underlying: number, volatility: number): OptionValue {
  const { right, strike, years, rate, carry } = terms;
  const sign = right === 'C' ? 1 : -1;
  if (years <= 0 || volatility <= 0 || underlying <= 0) return expired(sign, underlying, strike);
  const root = volatility * Math.sqrt(years);
  const d1 = (Math.log(underlying / strike) + (rate - carry + (volatility * volatility) / 2) * years) / root;
  const d2 = d1 - root;
  const forward = underlying * Math.exp(-carry * years);
  const discounted = strike * Math.exp(-rate * years);
  const slope = density(d1);
  const decay = (-forward * slope * volatility) / (2 * Math.sqrt(years));
  const interest = sign * (carry * forward * cumulative(sign * d1) - rate * discounted * cumulative(sign * d2));
  return {
    price: Math.max(0, sign * (forward * cumulative(sign * d1) - discounted * cumulative(sign * d2))),
    delta: sign * Math.exp(-carry * years) * cumulative(sign * d1),
    gamma: (Math.exp(-carry * years) * slope) / (underlying * root),
    vega: (forward * slope * Math.sqrt(years)) / 100,
    theta: (decay + interest) / DAYS,
  };
}

/** The volatility at which the option is worth `price`, or `undefined` when there is none. */
export function impliedVolatility(terms: OptionTerms, underlying: number, price: number): number | undefined {
  let low = 0.001;
  let high = 10;
  if (price < optionValue(terms, underlying, low).price || price > optionValue(terms, underlying, high).price)
    return undefined;
  for (let i = 0; i < 100 && high - low > 1e-9; i++) {
    const middle = (low + high) / 2;
    if (optionValue(terms, underlying, middle).price < price) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function expired(sign: number, underlying: number, strike: number): OptionValue {
  const inner = sign * (underlying - strike);
  return { price: Math.max(0, inner), delta: inner > 0 ? sign : 0, gamma: 0, vega: 0, theta: 0 };
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** The normal distribution, to 7.5e-8 (Abramowitz and Stegun 26.2.17). */
function cumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = density(x) * sum;
  return x > 0 ? 1 - tail : tail;
}
