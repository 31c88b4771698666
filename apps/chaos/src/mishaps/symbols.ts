/** What the trader trades. */
export const symbols = ['AAPL', 'MSFT', 'SPY', 'AMZN'] as const;
