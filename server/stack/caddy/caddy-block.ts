/** The form of a Caddyfile. */
const indent = (text: string, tabs = 1) => text.replace(/^(?=.)/gm, '\t'.repeat(tabs));

/** A block with its lines indented; those that are undefined are left out. */
export const block = (head: string, ...lines: (string | undefined)[]) =>
  `${head} {\n${indent(lines.filter((line) => line !== undefined).join('\n'))}\n}`;
