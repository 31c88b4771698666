// Request ids: one number space for the whole process, far above every order id.

const FIRST = 2 ** 30;
const LAST = 2 ** 31 - 2;

let next = FIRST;

/** A number from 2^30 up that no request of this process has had. */
export function allocateReqId(): number {
  const id = next;
  // A billion ids last for years; starting over then beats sending TWS a number it cannot read.
  next = next >= LAST ? FIRST : next + 1;
  return id;
}
