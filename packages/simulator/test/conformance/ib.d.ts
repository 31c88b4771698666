/** The part of the old client `ib` that a handshake needs; it ships no types. */
declare module 'ib' {
  export default class IB {
    constructor(options: { host: string; port: number; clientId: number });
    on(event: string, listener: () => void): void;
    connect(): void;
  }
}
