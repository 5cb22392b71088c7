/** What helps against what Caddy says of a Caddyfile, in whole sentences; its own words name neither cause nor cure. */

const HELP: readonly (readonly [words: RegExp, help: (found: RegExpExecArray) => string])[] = [
  [
    /module not registered: dns\.providers\.(\w+)/,
    ([, provider]) =>
      `certificates: dns-01 in latchkey.yaml does the same for all names with ${provider ?? 'the provider'}: write it there and remove the tls block.`,
  ],
  [
    /module not registered: ([\w.]+)|unrecognized (?:directive|global option): ([^\s,]+)|([^\s:]+) is not a registered directive/,
    ([, ...names]) => {
      const name = names.find((each) => each !== undefined) ?? '';
      return `Correct its spelling; or, if ${name} is a module's, remove it, or build Caddy with it (xcaddy) and name the module in caddy.modules.`;
    },
  ],
  [
    /File to import not found/,
    () => 'Neither a snippet nor a file has that name; paths begin at the folder of the file that has the import.',
  ],
  [/does not qualify for certificate: '[{}]+'/, () => 'There is a } too many, or a { is missing before it.'],
  [/does not qualify for certificate: '[^']*\{/, () => 'Caddy fills that in only when somebody asks: write the name.'],
  [/does not qualify for certificate: '[^'.][^']*[^'.]\.'/, () => 'Write the name without the dot at its end.'],
  [/does not qualify for certificate/, () => 'A part of the name is empty, perhaps a variable without a value.'],
  [
    /ambiguous site definition: (\S+)/,
    ([, site]) => `${site} is there twice: in this file, or in it and in another of sites/. Leave one of the two.`,
  ],
  [/expecting '}'|unexpected EOF/, () => 'A { has no }: close the block.'],
  [
    /http_basic.*(?:base64|hash|bcrypt|password)/i,
    () => 'Passwords of basic_auth are written as hashes: caddy hash-password makes one.',
  ],
  [
    /open (\S+?): no such file/,
    ([, path]) => `Caddy reads ${path} where it is: put the file there, or remove what names it.`,
  ],
  [
    /open (\S+?): permission denied/,
    ([, path]) => `The user of this home may not read ${path}: allow it, or remove what names it.`,
  ],
  [/^EOF$/, () => 'It is empty: name the Caddyfile that has the sites.'],
];

/** @param words what Caddy said */
export function helpWith(words: string): string | undefined {
  for (const [like, help] of HELP) {
    const found = like.exec(words);
    if (found) return help(found);
  }
  return undefined;
}
