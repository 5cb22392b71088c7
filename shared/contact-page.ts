/**
 * The page that says how to reach the person who runs a home. It is a home's word, and the operating system starts
 * programs for what it is given.
 * @returns the address as the parser wrote it, when it is https and carries no name or password; else undefined
 */
export function contactPage(url: string | undefined): string | undefined {
  const parsed = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  const plain = parsed?.protocol === 'https:' && parsed.username === '' && parsed.password === '';
  return plain ? parsed.href : undefined;
}
