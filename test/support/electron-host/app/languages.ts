/** The person's languages, as the environment tells them. */

/** @returns BCP 47, most wanted first; `en-US` when nothing is said */
export function preferredLanguages(env: NodeJS.ProcessEnv, flag: string | undefined): string[] {
  if (flag) return [flag];
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || 'C';
  const named = [...(env.LANGUAGE ?? '').split(':'), locale];
  const tags = named
    .map((name) => name.replace(/[.@].*$/, '').replace('_', '-'))
    .filter((tag) => /^[a-z]{2,3}(-[A-Za-z]+)?$/.test(tag));
  return tags.length > 0 ? [...new Set(tags)] : ['en-US'];
}

/** Chromium's own choice among the locales that it has texts for. */
export function chromiumLocale([first = 'en-US']: readonly string[]): string {
  const withRegion = ['en-GB', 'en-US', 'es-419', 'pt-BR', 'pt-PT', 'zh-CN', 'zh-TW'];
  const language = first.split('-')[0] ?? 'en';
  if (withRegion.includes(first)) return first;
  return language === 'en' ? 'en-US' : language;
}
