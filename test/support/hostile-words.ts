/** What somebody may write into a field that they control, so that a terminal, a log or a reader is deceived. */
export const HOSTILE_WORDS = {
  'clear the screen': 'x\u001b[2J\u001b[Hx',
  'lie about a link': 'x\u001b]8;;https://evil.example\u0007home\u001b]8;;\u0007',
  'fill the clipboard': 'x\u001b]52;c;cm0gLXJmIH4=\u0007',
  'control a device': 'x\u001bPq#0\u001b\\',
  'use a C1 control': 'x\u009b2Jx',
  'reverse the text': 'x\u202egpj.exe',
  'isolate the text': 'x\u2066y\u2069',
  'hide text': 'x\u200b\u2060y',
  'hide text in tags': 'x\u{e0061}\u{e007f}',
  'look like nothing': 'x\u3164\uffa0\u2800',
  'begin a line': 'x\r\nhint:  all is well',
  'take the line back': 'x\rerror: none\u0008\u0008',
  'separate lines': 'x\u2028y\u2029z\u0085',
  'ring and delete': 'x\u0007\u007f',
  'run in a shell': 'x\n$(id)`id`',
} as const;

/** All of it at once. */
export const ALL_HOSTILE_WORDS = Object.values(HOSTILE_WORDS).join(' ');

/** Control characters but the ends of lines and tabs, and all that nobody sees: none of it may reach who reads. */
export const OBEYED = /(?![\n\t])[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
