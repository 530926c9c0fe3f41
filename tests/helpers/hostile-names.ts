/** Names as an attacker writes them: with line ends, codes of terminals, marks of direction, and commands. */
import fc from 'fast-check';

/** Whatever no line for people may hold. */
export const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const PIECES = [
  ...['\n', '\r', '\t', '\u001b[2J', '\u009b31m', '\u0007', '\u007f', '\u061c', '\u200e', '\u200f', '\u2028'],
  ...['\u2029', '\u202a', '\u202e', '\u2066', '\u2069', '\nError: forged', '$(touch PWN)', '`touch PWN`'],
  ...["'", '"', '\\', ';', '&', '|', '!', '~', '*', '=', '-', '@', ',', ' ', '  ', 'cat', 'é', '猫', '😀'],
];

/** A text of hostile pieces. */
export const hostileText = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 })
  .map((all) => all.join(''));

/** One name with every kind of attack, which a file can have. */
export const HOSTILE =
  'x\nError: forged\r\u001b[2J\u009b1m\u202egnp\u2066\u200f\u061c\u2028$(touch PWN)\'";`touch PWN`';
