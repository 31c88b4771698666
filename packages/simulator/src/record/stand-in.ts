/** What stands in a transcript where a secret stood: `DU0000001`, `ref-0001`, `name-0001`. */

const FORM = '(?:(?:D[UFI][A-Z]?|[UFI]|DX|X)000\\d{4,}|(?:ref|name)-\\d{4,})';

/** A stand-in and nothing else; a letter behind an account is an adviser's "all accounts". */
export const STAND_IN = new RegExp(`^${FORM}[A-Z]?$`, 'i');

/** Every stand-in in a text. */
export const STAND_INS = new RegExp(`(?<![A-Za-z0-9])${FORM}(?![0-9])`, 'g');
