/** Roots of futures and option chains, one a line. */

/**
 * root | name | exchange | currency | multiplier | tick | price | annual volatility | daily volume | hours | months | number
 * of expiries | underlying index | market rule. Months are futures letters. An index that only its futures are on, and that is
 * not quoted here, has its conId with it.
 */
export const FUTURES = `
ES|E-mini S&P 500|CME|USD|50|0.25|5965|0.15|1600000|cmeEquity|HMUZ|5|ES:11004968|67
MES|Micro E-Mini S&P 500 Stock Price Index|CME|USD|5|0.25|5965|0.15|1100000|cmeEquity|HMUZ|5|MES:362673777|67
NQ|E-mini NASDAQ 100|CME|USD|20|0.25|21050|0.20|600000|cmeEquity|HMUZ|5|NQ:11004958|67
MNQ|Micro E-Mini Nasdaq-100 Index|CME|USD|2|0.25|21050|0.20|1200000|cmeEquity|HMUZ|5|MNQ:362687422|67
RTY|E-Mini Russell 2000 Index|CME|USD|50|0.1|2270|0.21|180000|cmeEquity|HMUZ|5|RUT|57
YM|Mini Sized Dow Jones Industrial Average|CBOT|USD|5|1|43600|0.14|150000|cmeEquity|HMUZ|4|INDU|58
ZN|10 Year US Treasury Note|CBOT|USD|1000|0.015625|110.5|0.065|1700000|cbot|HMUZ|3||68
ZB|30 Year US Treasury Bond|CBOT|USD|1000|0.03125|117|0.11|450000|cbot|HMUZ|3||69
ZF|5 Year US Treasury Note|CBOT|USD|1000|0.0078125|107|0.045|1200000|cbot|HMUZ|3||70
6E|European Monetary Union Euro|CME|USD|125000|0.00005|1.085|0.075|180000|cmeFx|HMUZ|4||239
6J|Japanese yen|CME|USD|12500000|0.0000005|0.00662|0.10|140000|cmeFx|HMUZ|4||1063
6B|British pound|CME|USD|62500|0.0001|1.27|0.08|90000|cmeFx|HMUZ|4||59
CL|Light Sweet Crude Oil|NYMEX|USD|1000|0.01|70|0.34|380000|nymex|FGHJKMNQUVXZ|12||26
NG|Henry Hub Natural Gas|NYMEX|USD|10000|0.001|3.2|0.60|180000|nymex|FGHJKMNQUVXZ|12||1125
GC|Gold|COMEX|USD|100|0.1|2660|0.15|190000|metals|GJMQVZ|6||1009
SI|Silver|COMEX|USD|5000|0.005|30.7|0.28|70000|metals|HKNUZ|5||1016
HG|Copper Index|COMEX|USD|25000|0.0005|4.2|0.23|70000|metals|HKNUZ|5||1010
ZC|Corn Futures|CBOT|USD|5000|0.25|440|0.26|220000|grains|HKNUZ|5||56
ZS|Soybean Futures|CBOT|USD|5000|0.25|1010|0.20|150000|grains|FHKNQUX|7||56
ZW|Wheat Futures|CBOT|USD|5000|0.25|560|0.30|110000|grains|HKNUZ|5||56
VX|CBOE Volatility Index|CFE|USD|1000|0.05|17.2|0.70|180000|cfe|FGHJKMNQUVXZ|8|VIX|1055
DAX|DAX 40 Index|EUREX|EUR|25|1|19350|0.16|25000|eurex|HMUZ|3|DAX|58
ESTX50|Dow Jones Euro STOXX50|EUREX|EUR|10|1|4860|0.16|700000|eurex|HMUZ|3|ESTX50|58
MBT|Bitcoin Futures Micro|CME|USD|0.1|5|96500|0.55|20000|cmeEquity|FGHJKMNQUVXZ|4||1097
`;

/** underlying | its type | exchange | trading class | multiplier | strike step | strikes either side | implied volatility | rule | weekly expiries | monthly expiries */
export const OPTION_CHAINS = `
AAPL|STK|SMART|AAPL|100|5|20|0.28|109|4|6
MSFT|STK|SMART|MSFT|100|5|20|0.25|109|4|6
GOOGL|STK|SMART|GOOGL|100|5|16|0.30|109|4|6
AMZN|STK|SMART|AMZN|100|5|18|0.33|109|4|6
NVDA|STK|SMART|NVDA|100|5|16|0.50|109|4|6
META|STK|SMART|META|100|10|18|0.36|109|4|6
TSLA|STK|SMART|TSLA|100|5|25|0.60|109|4|6
AMD|STK|SMART|AMD|100|5|16|0.48|109|4|6
IBM|STK|SMART|IBM|100|5|16|0.25|110|4|6
JPM|STK|SMART|JPM|100|5|16|0.25|110|4|6
SPY|STK|SMART|SPY|100|5|25|0.16|109|6|6
QQQ|STK|SMART|QQQ|100|5|25|0.21|109|6|6
IWM|STK|SMART|IWM|100|5|16|0.23|109|4|6
SPX|IND|CBOE|SPX|100|25|30|0.16|110|0|8
SPX|IND|CBOE|SPXW|100|25|30|0.16|110|6|0
NDX|IND|CBOE|NDX|100|100|20|0.21|110|0|6
VIX|IND|CBOE|VIX|100|1|15|0.90|110|0|6
ES|FUT|CME|ES|50|25|24|0.16|56|0|4
NQ|FUT|CME|NQ|20|100|16|0.21|56|0|4
CL|FUT|NYMEX|LO|1000|1|16|0.36|26|0|4
GC|FUT|COMEX|OG|100|10|16|0.17|1009|0|4
`;

/** Price steps from each lower edge, by the number of the rule. */
export const MARKET_RULES: Readonly<Record<number, readonly (readonly [lowEdge: number, increment: number])[]>> = {
  26: [[0, 0.01]],
  32: [
    [0, 0.05],
    [3, 0.1],
  ],
  56: [[0, 0.25]],
  57: [[0, 0.1]],
  58: [[0, 1]],
  59: [[0, 0.0001]],
  67: [[0, 0.25]],
  68: [[0, 0.015625]],
  69: [[0, 0.03125]],
  70: [[0, 0.0078125]],
  109: [[0, 0.01]],
  110: [
    [0, 0.01],
    [3, 0.05],
  ],
  239: [[0, 0.00005]],
  240: [[0, 0.005]],
  241: [[0, 0.0005]],
  1009: [[0, 0.1]],
  1010: [[0, 0.0005]],
  1016: [[0, 0.005]],
  1055: [[0, 0.05]],
  1063: [[0, 0.0000005]],
  1097: [[0, 5]],
  1125: [[0, 0.001]],
  1201: [[0, 0.02]],
  1202: [[0, 0.5]],
  1203: [[0, 0.2]],
  1204: [[0, 0.05]],
  1205: [[0, 0.25]],
  1300: [[0, 0.001]],
};
