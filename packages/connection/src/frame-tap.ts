// The door for fast decoders: they see the bytes of the messages they ask for before the library does.

/** Called on the socket's own bytes; nothing is copied, so nothing may be kept beyond the call. */
export interface FrameTap {
  /** Ids of the inbound messages this tap wants to see. */
  readonly messageIds: readonly number[];
  /** A session is ready. */
  opened(session: { readonly epoch: number; readonly serverVersion: number }): void;
  ended(): void;
  /**
   * One message: its payload is `bytes[start, end)`, id and final NUL included.
   * `true` consumes it; `false` leaves it to the next tap and the library, unchanged.
   */
  frame(messageId: number, bytes: Buffer, start: number, end: number): boolean;
  /**
   * Optional shortcut for bursts: takes as many whole frames as it can, beginning with the one whose four bytes of length
   * are at `position`, counts them in `taken`, and answers where the first one begins that it did not take. That one
   * goes the usual way.
   */
  run?(bytes: Buffer, position: number, taken: { frames: number }): number;
  /** Once after all frames of one socket read were handled, if this tap was given any. */
  readEnd(): void;
}
