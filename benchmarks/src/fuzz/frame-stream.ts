// Byte streams that are almost right: frames, frames with a false length, frames without an end, plain noise; and ways to cut them.
import fc from 'fast-check';

const header = (length: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(length | 0);
  return bytes;
};

const field = fc.oneof(
  fc.integer().map(String),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', '1', '-1', 'é', '\\u0041'),
);
const payload = fc.array(field, { minLength: 1, maxLength: 12 }).map((fields) => Buffer.from(`${fields.join('\0')}\0`));
const frame = payload.map((bytes) => Buffer.concat([header(bytes.length), bytes]));

/** A frame, or what a broken peer sends in its place. */
const piece = fc.oneof(
  { arbitrary: frame, weight: 6 },
  { arbitrary: payload.map((bytes) => Buffer.concat([header(bytes.length - 1), bytes.subarray(0, -1)])), weight: 1 },
  { arbitrary: fc.constantFrom(0, -1, -(2 ** 31), 0xffffff, 2 ** 24, 2 ** 31 - 1).map(header), weight: 1 },
  { arbitrary: fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes)), weight: 1 },
);

/** A stream of a few dozen pieces. */
export const stream = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.concat(pieces));

/** Sizes of the reads in which a stream arrives; used again from the start when it is longer. */
export const reads = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 200 })), {
  minLength: 1,
  maxLength: 20,
});

export function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** The straightforward way to cut a stream, over all of it at once; what the readers are held against. */
export function framesOf(
  bytes: Buffer,
  isLength: (length: number) => boolean,
): { payloads: Buffer[]; broken: boolean } {
  const payloads: Buffer[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const length = bytes.readInt32BE(at);
    if (!isLength(length)) return { payloads, broken: true };
    if (at + 4 + length > bytes.length) break;
    payloads.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { payloads, broken: false };
}
