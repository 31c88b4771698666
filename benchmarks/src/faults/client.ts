// What the matrix asks of every client, so that one fault can be told to all of them in the same words.

/** What a client has told its user about an order. `nothing`: no call settled, no event came. */
export type Fate =
  'nothing' | 'refused' | 'working' | 'filled' | 'cancelled' | 'rejected' | 'error' | 'unknown' | 'never-arrived';

export interface OrderWish {
  /** Goes into `orderRef`, by which the simulator's books know it. */
  readonly ref: string;
  readonly quantity: number;
  /** Far from the market: stays working. Undefined: a market order. */
  readonly limitPrice?: number;
}

export interface Client {
  /** Settles as the client's own way of connecting does, which may be never. */
  connect(): Promise<void>;
  /** What the client says of itself. */
  isUp(): boolean;
  /** Everything it has told its user, in its own words. */
  readonly told: readonly string[];
  /**
   * Asks TWS for the positions. Settles as the client's own call does, which may be never.
   * @param timeoutMs how long the caller would wait, for clients that can be told. @default what the client says
   */
  ask(timeoutMs?: number): Promise<void>;
  /** Keeps market data coming. */
  stream(symbol: string): Promise<void>;
  /** Ticks or quotes delivered so far. */
  ticks(): number;
  /** Does the client present what it last delivered as good? Always true where it has no such notion. */
  trustsStream(): boolean;
  place(order: OrderWish): void;
  cancel(ref: string): void;
  /** Changes the limit price of a working order. */
  modify(ref: string, limitPrice: number): void;
  fate(ref: string): Fate;
  /** Shares filled, as told to the user. */
  filled(ref: string): number;
  disconnect(): Promise<void>;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
}

export interface ClientKind {
  readonly name: string;
  /** How it was set up, for the page. */
  readonly setting: string;
  create(endpoint: Endpoint): Client;
}
