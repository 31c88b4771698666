/** The instants that ranges of the past are given by, checked. */
import { InvalidArgumentError } from '@cq/errors';

/** @throws InvalidArgumentError for what is no date, or has not come yet */
export function checkPast(argument: string, time: Date | undefined, now: number): void {
  checkDate(argument, time);
  if (time !== undefined && time.getTime() > now) {
    throw new InvalidArgumentError(argument, `must not be in the future; got ${time.toISOString()}`);
  }
}

/** The end may lie ahead: then it means now. @throws InvalidArgumentError */
export function checkRange(range: { readonly start: Date; readonly end?: Date | undefined }, now: number): void {
  checkPast('start', range.start, now);
  checkDate('end', range.end);
  if (range.end !== undefined && range.end < range.start) {
    throw new InvalidArgumentError('end', `must not be before the start; got ${range.end.toISOString()}`);
  }
}

/** @throws InvalidArgumentError */
export function checkDate(argument: string, time: Date | undefined): void {
  if (time !== undefined && Number.isNaN(time.getTime()))
    throw new InvalidArgumentError(argument, 'must be a valid date');
}
