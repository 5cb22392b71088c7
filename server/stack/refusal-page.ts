const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // Caddy's placeholders, heredocs and quotes: the home's name is text here, whatever it contains.
  '{': '&#123;',
  '}': '&#125;',
  '`': '&#96;',
  '\\': '&#92;',
};

/**
 * What somebody sees whose key does not open the home any more. It is read by a relative, so it says what to do and
 * nothing about certificates. No braces in it: Caddy would take them for placeholders.
 * @returns HTML, one line, free of characters that mean something in a Caddyfile
 */
export function refusalPage(home: string): string {
  const name = home.replace(/[&<>"'{}`\\]/g, (character) => ENTITIES[character] ?? '');
  return [
    '<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=width=device-width>',
    `<title>This key does not open ${name}</title>`,
    "<body style='font:18px/1.5 system-ui,sans-serif;max-width:34em;margin:15vh auto;padding:0 1em'>",
    '<h1 style=font-size:1.4em>This key does not open the door any more</h1>',
    `<p>This computer has a key to ${name}, but it is not in use now. Nothing is broken, and there is nothing to repair here.`,
    '<p>Ask the person who gave you the key for a new invitation.',
  ].join('');
}
