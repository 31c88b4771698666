/**
 * Stocks and exchange-traded funds, one a line:
 * symbol | conId | name | primary exchange | price | annual volatility | daily volume (millions) | industry; category; subcategory | ISIN
 * Prices are where the simulated price moves around, not quotes.
 */

export const US_STOCKS = `
AAPL|265598|APPLE INC|NASDAQ|230|0.26|50|Technology;Computers;Computers|US0378331005
MSFT|272093|MICROSOFT CORP|NASDAQ|430|0.23|21|Technology;Software;Applications Software|US5949181045
GOOGL|208813719|ALPHABET INC-CL A|NASDAQ|175|0.28|25|Communications;Internet;Web Portals/ISP|US02079K3059
GOOG|208813720|ALPHABET INC-CL C|NASDAQ|176|0.28|17|Communications;Internet;Web Portals/ISP|US02079K1079
AMZN|3691937|AMAZON.COM INC|NASDAQ|205|0.31|38|Communications;Internet;E-Commerce/Products|US0231351067
NVDA|4815747|NVIDIA CORP|NASDAQ|135|0.48|210|Technology;Semiconductors;Electronic Compo-Semicon|US67066G1040
META|107113386|META PLATFORMS INC-CLASS A|NASDAQ|590|0.33|13|Communications;Internet;Social Media|US30303M1027
TSLA|76792991|TESLA INC|NASDAQ|320|0.58|95|Consumer, Cyclical;Auto Manufacturers;Auto-Cars/Light Trucks|US88160R1014
AVGO|313130367|BROADCOM INC|NASDAQ|180|0.45|25|Technology;Semiconductors;Electronic Compo-Semicon|US11135F1012
NFLX|15124833|NETFLIX INC|NASDAQ|880|0.34|4|Communications;Internet;Internet Content-Entmnt|US64110L1061
AMD|4391|ADVANCED MICRO DEVICES|NASDAQ|140|0.46|45|Technology;Semiconductors;Electronic Compo-Semicon|US0079031078
INTC|270639|INTEL CORP|NASDAQ|24|0.46|65|Technology;Semiconductors;Electronic Compo-Semicon|US4581401001
CSCO|268084|CISCO SYSTEMS INC|NASDAQ|58|0.20|18|Communications;Telecommunications;Networking Products|US17275R1023
ADBE|265768|ADOBE INC|NASDAQ|500|0.34|4|Technology;Software;Electronic Forms|US00724F1012
QCOM|273544|QUALCOMM INC|NASDAQ|160|0.36|9|Technology;Semiconductors;Semicon Compo-Intg Circu|US7475251036
TXN|13096|TEXAS INSTRUMENTS INC|NASDAQ|195|0.28|6|Technology;Semiconductors;Electronic Compo-Semicon|US8825081040
PEP|11017|PEPSICO INC|NASDAQ|155|0.17|6|Consumer, Non-cyclical;Beverages;Beverages-Non-alcoholic|US7134481081
COST|272997|COSTCO WHOLESALE CORP|NASDAQ|930|0.20|2|Consumer, Cyclical;Retail;Retail-Discount|US22160K1051
SBUX|274105|STARBUCKS CORP|NASDAQ|95|0.27|9|Consumer, Cyclical;Retail;Retail-Restaurants|US8552441094
PYPL|199169591|PAYPAL HOLDINGS INC|NASDAQ|80|0.36|11|Financial;Diversified Finan Serv;Finance-Other Services|US70450Y1038
MU|9939|MICRON TECHNOLOGY INC|NASDAQ|105|0.50|19|Technology;Semiconductors;Electronic Compo-Semicon|US5951121038
AMAT|267748|APPLIED MATERIALS INC|NASDAQ|185|0.40|6|Technology;Semiconductors;Semiconductor Equipment|US0382221051
GILD|269753|GILEAD SCIENCES INC|NASDAQ|90|0.24|7|Consumer, Non-cyclical;Biotechnology;Medical-Biomedical/Gene|US3755581036
AMGN|266145|AMGEN INC|NASDAQ|300|0.26|3|Consumer, Non-cyclical;Biotechnology;Medical-Biomedical/Gene|US0311621009
MRNA|344809106|MODERNA INC|NASDAQ|45|0.65|9|Consumer, Non-cyclical;Biotechnology;Medical-Biomedical/Gene|US60770K1079
COIN|481691285|COINBASE GLOBAL INC -CLASS A|NASDAQ|260|0.80|10|Financial;Diversified Finan Serv;Finance-Other Services|US19260Q1076
PLTR|444857009|PALANTIR TECHNOLOGIES INC-A|NASDAQ|75|0.65|80|Technology;Software;Applications Software|US69608A1088
IBKR|43645865|INTERACTIVE BROKERS GRO-CL A|NASDAQ|180|0.30|1.5|Financial;Diversified Finan Serv;Finance-Invest Bnkr/Brkr|US45841N1072
IBM|8314|INTL BUSINESS MACHINES CORP|NYSE|225|0.23|4|Technology;Computers;Computer Services|US4592001014
ORCL|272800|ORACLE CORP|NYSE|170|0.33|9|Technology;Software;Enterprise Software/Serv|US68389X1054
CRM|28027110|SALESFORCE INC|NYSE|330|0.33|6|Technology;Software;Enterprise Software/Serv|US79466L3024
JPM|1520593|JPMORGAN CHASE & CO|NYSE|245|0.23|9|Financial;Banks;Diversified Banking Inst|US46625H1005
BAC|10098|BANK OF AMERICA CORP|NYSE|46|0.25|35|Financial;Banks;Diversified Banking Inst|US0605051046
WFC|10375|WELLS FARGO & CO|NYSE|72|0.28|15|Financial;Banks;Super-Regional Banks-US|US9497461015
C|87335484|CITIGROUP INC|NYSE|71|0.28|13|Financial;Banks;Diversified Banking Inst|US1729674242
GS|4627828|GOLDMAN SACHS GROUP INC|NYSE|590|0.27|2|Financial;Banks;Diversified Banking Inst|US38141G1040
MS|2841574|MORGAN STANLEY|NYSE|130|0.27|6|Financial;Banks;Diversified Banking Inst|US6174464486
V|49462172|VISA INC-CLASS A SHARES|NYSE|315|0.18|6|Financial;Diversified Finan Serv;Finance-Credit Card|US92826C8394
MA|38685693|MASTERCARD INC - A|NYSE|525|0.19|2.5|Financial;Diversified Finan Serv;Finance-Credit Card|US57636Q1040
AXP|4721|AMERICAN EXPRESS CO|NYSE|300|0.25|3|Financial;Diversified Finan Serv;Finance-Credit Card|US0258161092
BRK B|72063691|BERKSHIRE HATHAWAY INC-CL B|NYSE|465|0.16|4|Financial;Insurance;Reinsurance|US0846707026
KO|8894|COCA-COLA CO/THE|NYSE|63|0.15|14|Consumer, Non-cyclical;Beverages;Beverages-Non-alcoholic|US1912161007
MCD|9408|MCDONALD'S CORP|NYSE|295|0.18|3|Consumer, Cyclical;Retail;Retail-Restaurants|US5801351017
WMT|13824|WALMART INC|NYSE|92|0.20|15|Consumer, Cyclical;Retail;Retail-Discount|US9311421039
HD|7930|HOME DEPOT INC|NYSE|400|0.22|3|Consumer, Cyclical;Retail;Retail-Building Products|US4370761029
DIS|6459|WALT DISNEY CO/THE|NYSE|112|0.27|9|Communications;Media;Multimedia|US2546871060
NKE|10291|NIKE INC -CL B|NYSE|76|0.31|12|Consumer, Cyclical;Apparel;Athletic Footwear|US6541061031
PG|11094|PROCTER & GAMBLE CO/THE|NYSE|168|0.16|7|Consumer, Non-cyclical;Cosmetics/Personal Care;Cosmetics&Toiletries|US7427181091
JNJ|8719|JOHNSON & JOHNSON|NYSE|150|0.16|7|Consumer, Non-cyclical;Pharmaceuticals;Medical-Drugs|US4781601046
PFE|11031|PFIZER INC|NYSE|26|0.25|38|Consumer, Non-cyclical;Pharmaceuticals;Medical-Drugs|US7170811035
MRK|70101545|MERCK & CO. INC.|NYSE|100|0.22|10|Consumer, Non-cyclical;Pharmaceuticals;Medical-Drugs|US58933Y1055
ABBV|118089500|ABBVIE INC|NYSE|178|0.23|6|Consumer, Non-cyclical;Pharmaceuticals;Medical-Drugs|US00287Y1091
LLY|9160|ELI LILLY & CO|NYSE|790|0.33|3|Consumer, Non-cyclical;Pharmaceuticals;Medical-Drugs|US5324571083
UNH|13272|UNITEDHEALTH GROUP INC|NYSE|520|0.30|5|Consumer, Non-cyclical;Healthcare-Services;Medical-HMO|US91324P1021
BA|4762|BOEING CO/THE|NYSE|175|0.36|8|Industrial;Aerospace/Defense;Aerospace/Defense|US0970231058
CAT|5437|CATERPILLAR INC|NYSE|370|0.27|3|Industrial;Machinery-Constr&Mining;Machinery-Constr&Mining|US1491231015
GE|498843743|GENERAL ELECTRIC|NYSE|175|0.29|5|Industrial;Aerospace/Defense;Aerospace/Defense-Equip|US3696043013
MMM|9720|3M CO|NYSE|130|0.26|4|Industrial;Miscellaneous Manufactur;Diversified Manufact Op|US88579Y1010
UPS|16228|UNITED PARCEL SERVICE-CL B|NYSE|125|0.27|5|Industrial;Transportation;Transport-Services|US9113121068
F|9599491|FORD MOTOR CO|NYSE|10.5|0.33|55|Consumer, Cyclical;Auto Manufacturers;Auto-Cars/Light Trucks|US3453708600
GM|80986742|GENERAL MOTORS CO|NYSE|53|0.35|12|Consumer, Cyclical;Auto Manufacturers;Auto-Cars/Light Trucks|US37045V1001
XOM|13977|EXXON MOBIL CORP|NYSE|110|0.22|15|Energy;Oil&Gas;Oil Comp-Integrated|US30231G1022
CVX|5684|CHEVRON CORP|NYSE|150|0.21|8|Energy;Oil&Gas;Oil Comp-Integrated|US1667641005
COP|5111|CONOCOPHILLIPS|NYSE|102|0.27|7|Energy;Oil&Gas;Oil Comp-Explor&Prodtn|US20825C1045
OXY|10924|OCCIDENTAL PETROLEUM CORP|NYSE|49|0.27|9|Energy;Oil&Gas;Oil Comp-Explor&Prodtn|US6745991058
T|37018770|AT&T INC|NYSE|23|0.22|34|Communications;Telecommunications;Telephone-Integrated|US00206R1023
VZ|1761817|VERIZON COMMUNICATIONS INC|NYSE|40|0.20|18|Communications;Telecommunications;Telephone-Integrated|US92343V1044
UBER|365207014|UBER TECHNOLOGIES INC|NYSE|68|0.38|19|Communications;Internet;E-Commerce/Services|US90353T1007
SNOW|441653041|SNOWFLAKE INC|NYSE|160|0.50|6|Technology;Software;Applications Software|US8334451098
SQ|212671971|BLOCK INC|NYSE|85|0.48|8|Technology;Software;Commercial Serv-Finance|US8522341036
BABA|166090175|ALIBABA GROUP HOLDING-SP ADR|NYSE|88|0.40|15|Communications;Internet;E-Commerce/Products|US01609W1027
TSM|6223250|TAIWAN SEMICONDUCTOR-SP ADR|NYSE|200|0.36|12|Technology;Semiconductors;Semicon Compo-Intg Circu|US8740391003
DAL|45473943|DELTA AIR LINES INC|NYSE|62|0.36|9|Consumer, Cyclical;Airlines;Airlines|US2473617023
CCL|5516|CARNIVAL CORP|NYSE|25|0.44|25|Consumer, Cyclical;Leisure Time;Cruise Lines|PA1436583006
GME|36285627|GAMESTOP CORP-CLASS A|NYSE|28|0.90|14|Consumer, Cyclical;Retail;Retail-Computer Equip|US36467W1099
AMC|140070600|AMC ENTERTAINMENT HLDS-CL A|NYSE|4|0.80|12|Consumer, Cyclical;Entertainment;Theaters|US00165C3025
NIO|332794741|NIO INC - ADR|NYSE|4.5|0.65|55|Consumer, Cyclical;Auto Manufacturers;Auto-Cars/Light Trucks|US62914V1061
SOFI|493098564|SOFI TECHNOLOGIES INC|NASDAQ|15|0.55|40|Financial;Diversified Finan Serv;Finance-Consumer Loans|US83406F1021
RIVN|526012146|RIVIAN AUTOMOTIVE INC-A|NASDAQ|13|0.65|40|Consumer, Cyclical;Auto Manufacturers;Auto-Cars/Light Trucks|US76954A1034
ARM|652810475|ARM HOLDINGS PLC-ADR|NASDAQ|140|0.60|7|Technology;Semiconductors;Electronic Compo-Semicon|US0420682058
SMCI|43261373|SUPER MICRO COMPUTER INC|NASDAQ|35|0.90|60|Technology;Computers;Computers|US86800U3023
MSTR|272110|MICROSTRATEGY INC-CL A|NASDAQ|330|0.90|20|Technology;Software;Enterprise Software/Serv|US5949724083
`;

export const US_FUNDS = `
SPY|756733|SPDR S&P 500 ETF TRUST|ARCA|595|0.15|60|Funds;Equity Fund;Growth|US78462F1030
QQQ|320227571|INVESCO QQQ TRUST SERIES 1|NASDAQ|515|0.20|35|Funds;Equity Fund;Growth|US46090E1038
IWM|9579970|ISHARES RUSSELL 2000 ETF|ARCA|225|0.22|28|Funds;Equity Fund;Growth|US4642876555
DIA|73128548|SPDR DJIA TRUST|ARCA|435|0.14|3|Funds;Equity Fund;Growth|US78467X1090
VOO|136155102|VANGUARD S&P 500 ETF|ARCA|547|0.15|6|Funds;Equity Fund;Growth|US9229083632
VTI|12340041|VANGUARD TOTAL STOCK MKT ETF|ARCA|293|0.15|3|Funds;Equity Fund;Growth|US9229087690
EEM|31230302|ISHARES MSCI EMERGING MARKET|ARCA|42|0.18|28|Funds;Equity Fund;Emerging|US4642872349
EFA|29651939|ISHARES MSCI EAFE ETF|ARCA|76|0.14|14|Funds;Equity Fund;International|US4642874659
GLD|51529211|SPDR GOLD SHARES|ARCA|245|0.15|8|Funds;Commodity Fund;Gold|US78463V1070
SLV|39039301|ISHARES SILVER TRUST|ARCA|27.5|0.28|18|Funds;Commodity Fund;Silver|US46428Q1094
TLT|15547841|ISHARES 20+ YEAR TREASURY BD|NASDAQ|88|0.15|40|Funds;Debt Fund;Government|US4642874329
HYG|43652089|ISHARES IBOXX HIGH YLD CORP|ARCA|79|0.06|38|Funds;Debt Fund;Corporate|US4642885135
LQD|15547844|ISHARES IBOXX INVESTMENT GRA|ARCA|107|0.08|22|Funds;Debt Fund;Corporate|US4642872422
XLF|4215220|FINANCIAL SELECT SECTOR SPDR|ARCA|49|0.18|38|Funds;Equity Fund;Sector|US81369Y6059
XLE|4215217|ENERGY SELECT SECTOR SPDR|ARCA|88|0.23|15|Funds;Equity Fund;Sector|US81369Y5069
XLK|4215235|TECHNOLOGY SELECT SECT SPDR|ARCA|232|0.22|5|Funds;Equity Fund;Sector|US81369Y8030
XLV|4215205|HEALTH CARE SELECT SECTOR|ARCA|140|0.13|9|Funds;Equity Fund;Sector|US81369Y2090
VXX|487716617|IPATH SERIES B S&P 500 VIX|BATS|45|0.80|6|Funds;Alternative Fund;Volatility|US06748M1962
ARKK|175334405|ARK INNOVATION ETF|BATS|57|0.42|9|Funds;Equity Fund;Growth|US00214Q1040
TQQQ|72539702|PROSHARES ULTRAPRO QQQ|NASDAQ|78|0.60|55|Funds;Equity Fund;Leveraged|US74347X8314
SQQQ|72539703|PROSHARES ULTRAPRO SHORT QQQ|NASDAQ|30|0.60|60|Funds;Equity Fund;Inverse|US74347G4322
IBIT|677037673|ISHARES BITCOIN TRUST|NASDAQ|55|0.55|45|Funds;Alternative Fund;Digital Assets|US46438F1012
`;

/** symbol | conId | name | exchange | hours | currency | tick | price | volatility | volume (millions) | industry | ISIN | reachable by SMART */
export const FOREIGN_STOCKS = `
AAPL|38708077|APPLE INC|MEXI|usStock|MXN|0.01|4600|0.28|0.05|Technology;Computers;Computers|US0378331005|no
AAPL|273982664|APPLE INC|EBS|xetra|CHF|0.01|203|0.27|0.01|Technology;Computers;Computers|US0378331005|yes
MSFT|38709473|MICROSOFT CORP|MEXI|usStock|MXN|0.01|8600|0.25|0.02|Technology;Software;Applications Software|US5949181045|no
IBM|38709461|INTL BUSINESS MACHINES CORP|MEXI|usStock|MXN|0.01|4500|0.25|0.01|Technology;Computers;Computer Services|US4592001014|no
SAP|14204|SAP SE|IBIS|xetra|EUR|0.02|225|0.24|1.5|Technology;Software;Enterprise Software/Serv|DE0007164600|yes
SIE|14217|SIEMENS AG-REG|IBIS|xetra|EUR|0.02|185|0.25|1.2|Industrial;Miscellaneous Manufactur;Diversified Manufact Op|DE0007236101|yes
BMW|12066|BAYERISCHE MOTOREN WERKE AG|IBIS|xetra|EUR|0.02|74|0.26|1.4|Consumer, Cyclical;Auto Manufacturers;Auto-Cars/Light Trucks|DE0005190003|yes
ALV|11673|ALLIANZ SE-REG|IBIS|xetra|EUR|0.1|300|0.18|0.7|Financial;Insurance;Multi-line Insurance|DE0008404005|yes
DTE|12167|DEUTSCHE TELEKOM AG-REG|IBIS|xetra|EUR|0.005|29|0.17|7|Communications;Telecommunications;Telephone-Integrated|DE0005557508|yes
ADS|11654|ADIDAS AG|IBIS|xetra|EUR|0.1|230|0.29|0.5|Consumer, Cyclical;Apparel;Athletic Footwear|DE000A1EWWW0|yes
BAS|12047|BASF SE|IBIS|xetra|EUR|0.005|44|0.24|2.5|Basic Materials;Chemicals;Chemicals-Diversified|DE000BASF111|yes
MC|29612193|LVMH MOET HENNESSY LOUIS VUI|SBF|euronext|EUR|0.1|620|0.28|0.4|Consumer, Cyclical;Apparel;Textile-Apparel|FR0000121014|yes
TTE|497046540|TOTALENERGIES SE|SBF|euronext|EUR|0.01|55|0.21|4|Energy;Oil&Gas;Oil Comp-Integrated|FR0000120271|yes
ASML|117589399|ASML HOLDING NV|AEB|euronext|EUR|0.1|680|0.36|0.7|Technology;Semiconductors;Semiconductor Equipment|NL0010273215|yes
VOD|139673266|VODAFONE GROUP PLC|LSE|london|GBP|0.02|72|0.24|45|Communications;Telecommunications;Cellular Telecom|GB00BH4HKS39|yes
BP.|29024|BP PLC|LSE|london|GBP|0.05|400|0.25|38|Energy;Oil&Gas;Oil Comp-Integrated|GB0007980591|yes
HSBA|37137493|HSBC HOLDINGS PLC|LSE|london|GBP|0.1|740|0.20|25|Financial;Banks;Diversified Banking Inst|GB0005405286|yes
RY|4459735|ROYAL BANK OF CANADA|TSE|toronto|CAD|0.01|172|0.15|4|Financial;Banks;Commer Banks Non-US|CA7800871021|yes
SHOP|195014116|SHOPIFY INC - CLASS A|TSE|toronto|CAD|0.01|150|0.48|2|Communications;Internet;E-Commerce/Services|CA82509L1076|yes
7203|13905724|TOYOTA MOTOR CORP|TSEJ|tokyo|JPY|0.5|2700|0.27|25|Consumer, Cyclical;Auto Manufacturers;Auto-Cars/Light Trucks|JP3633400001|yes
6758|13905888|SONY GROUP CORP|TSEJ|tokyo|JPY|0.5|3000|0.29|14|Consumer, Cyclical;Home Furnishings;Audio/Video Products|JP3435000009|yes
700|141504205|TENCENT HOLDINGS LTD|SEHK|hongkong|HKD|0.2|410|0.33|18|Communications;Internet;Internet Content-Entmnt|KYG875721634|no
5|12180231|HSBC HOLDINGS PLC|SEHK|hongkong|HKD|0.05|72|0.20|16|Financial;Banks;Diversified Banking Inst|GB0005405286|no
BHP|4036812|BHP GROUP LTD|ASX|sydney|AUD|0.01|41|0.22|8|Basic Materials;Mining;Diversified Minerals|AU000000BHP4|yes
CBA|4036818|COMMONWEALTH BANK OF AUSTRAL|ASX|sydney|AUD|0.01|155|0.16|2|Financial;Banks;Commer Banks Non-US|AU000000CBA7|yes
`;
