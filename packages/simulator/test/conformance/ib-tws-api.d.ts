/** The part of ib-tws-api 1.3.0 that works; it ships no types. */
declare module 'ib-tws-api' {
  interface ClientEvents {
    on(event: string, listener: (value: Record<string, unknown>) => void): void;
    stop(): void;
  }

  type Fields = Record<string, unknown>;

  export class Client {
    constructor(options: { host: string; port: number; clientId: number; timeoutMs?: number });
    /** Private, but the only way to hear of order states and to hang up. */
    readonly _emitter: { on(event: string, listener: (value: Fields) => void): void };
    readonly _protocolBytes: { disconnect(): void };
    readonly _serverVersion: number;
    connect(): Promise<void>;
    getCurrentTime(): Promise<number>;
    getContractDetails(contract: Fields): Promise<Fields[]>;
    getSecDefOptParams(p: { contract: Fields; futFopExchange?: string; exchange?: string }): Promise<Fields>;
    getPositions(): Promise<Record<string, Fields>>;
    cancelPositions(): Promise<void>;
    getMarketDataSnapshot(p: { contract: Fields }): Promise<Fields>;
    streamMarketData(p: { contract: Fields; genericTickList?: string }): Promise<ClientEvents>;
    streamTickByTickData(p: Fields): Promise<ClientEvents>;
    reqMarketDataType(type: number): Promise<void>;
    getHistoricalData(p: Fields): Promise<{ dateStart: string; dateEnd: string; bars: Fields[] }>;
    cancelHistoricalData(requestId: number): Promise<void>;
    getHeadTimeStamp(p: Fields): Promise<string>;
    getHistogramData(p: Fields): Promise<unknown>;
    getHistoricalTicks(p: Fields): Promise<Fields[]>;
    reqScannerParameters(): Promise<string>;
    placeOrder(p: { contract: Fields; order: Fields }): Promise<number>;
    cancelOrder(orderId: number): Promise<unknown>;
    getOpenOrders(): Promise<Fields[]>;
    getAllOpenOrders(): Promise<Fields[]>;
    reqGlobalCancel(): Promise<void>;
    reqAccountUpdates(p: { subscribe: boolean; accountCode: string }): Promise<void>;
  }

  export const Contract: Record<'stock' | 'forex' | 'index' | 'future' | 'option', (p: unknown) => Fields>;
  export const Order: Record<'limit' | 'market' | 'stop', (p: Fields) => Fields>;
}
