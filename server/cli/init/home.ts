import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import { formatProblem, problemSentence } from '../../core/config/home-config.ts';
import { internalCosts, isPrivateDomain } from '../../core/config/near-certificates.ts';
import { parseConfig } from '../../core/config/parse.ts';
import { DOMAIN_PATH } from '../../core/config/read-hosts.ts';
import { type InitialCertificates, writeConfig } from '../../core/config/write-config.ts';
import { type HomeLayout, homeLayout } from '../../core/layout.ts';
import { createHome } from '../../home/create.ts';
import { requireNewFolder } from '../../home/files/new-folder.ts';
import { machineInterfaces } from '../../home/network-interfaces.ts';
import { requireUsableFolder } from '../../stack/usable-folder.ts';
import { askAll, type Question } from '../ask.ts';
import { type CommandContext, type CommonOptions, homeFolder } from '../command.ts';
import { dnsProviderOf } from '../dns-provider.ts';
import { plain, result, say } from '../terminal.ts';
import { askCredentials, fromOffer, OFFERED } from './certificates.ts';
import { nextSteps, sayWhatIsMissing } from './next.ts';
import { machineOffers, type Offers } from './offers.ts';
import { type InitOptions, initialConfig, type Missing, missingOptions, notAnswered, typedDomain } from './options.ts';

const QUESTIONS: Record<Missing, Omit<Question, 'check'>> = {
  domain: { ask: 'The domain of the home (services are <name>.<domain>)' },
  lan: { ask: 'Networks at home that need no key, separated by commas, such as 192.168.1.0/24, or none' },
  certificates: { before: OFFERED, ask: 'Write one of them, or its number' },
  service: { ask: 'Services, separated by spaces, such as cloud=http://127.0.0.1:8080, or none' },
  contact: { ask: 'Whom people ask when something does not work: a name, an e-mail address, or none' },
};

/** For what need not be there. */
const NONE = 'none';

/** The options with one answer filled in, as if it had been given as a flag. */
function withAnswer(options: InitOptions, missing: Missing, answer: string): InitOptions {
  switch (missing) {
    case 'lan':
      return { ...options, lan: answer === NONE ? [] : [answer] };
    case 'certificates':
      return { ...options, certificates: fromOffer(answer) };
    case 'service':
      return { ...options, service: answer === NONE ? [] : answer.split(/\s+/) };
    case 'contact':
      return answer === NONE ? options : { ...options, contact: answer };
    default:
      return { ...options, [missing]: answer };
  }
}

/** What is wrong with the options so far, judged by the same check as latchkey.yaml itself. */
function wrongWith(options: InitOptions): string | undefined {
  try {
    const parsed = parseConfig(
      writeConfig(initialConfig({ domain: 'example.com', ...options })),
      '',
      machineInterfaces(),
    );
    return parsed.ok ? undefined : parsed.problems.map(({ path, message }) => `${path} ${message}`).join('; ');
  } catch (thrown) {
    if (LatchkeyError.is(thrown)) return `${thrown.detail ?? thrown.title} ${thrown.hint}`;
    throw thrown;
  }
}

/** What an empty answer means; nothing where only the admin can know. */
async function fallbackFor(
  missing: Missing,
  known: InitOptions,
  offers: Offers,
  provider: Promise<string | undefined> | undefined,
): Promise<Pick<Question, 'fallback'>> {
  if (missing === 'lan') return { fallback: offers.lan.join(',') || NONE };
  if (missing === 'service') return { fallback: offers.service.join(' ') || NONE };
  if (missing === 'contact') return { fallback: NONE };
  if (missing !== 'certificates') return {};
  const isPrivate = isPrivateDomain(typedDomain(known.domain ?? ''));
  const found = isPrivate ? undefined : await provider;
  // By DNS, nothing but port 443 has to be reachable.
  const offered = isPrivate ? 'internal' : found === undefined ? 'http-01' : `dns-01:${found}`;
  return wrongWith(withAnswer(known, missing, offered)) === undefined ? { fallback: offered } : {};
}

/** Asks for what is missing, one question at a time. @param asking is aborted when no answer matters any more */
async function ask(options: InitOptions, { terminal, env }: CommandContext, asking: AbortSignal): Promise<InitOptions> {
  let known: InitOptions = options;
  const offers = machineOffers(env.LATCHKEY_RUNS_BY === 'compose');
  if (offers.note !== undefined) say(terminal, `warning: ${offers.note}`);
  let provider: Promise<string | undefined> | undefined;
  for (const missing of missingOptions(options)) {
    const before = known;
    // Looked up while the other questions are answered.
    const domain = typedDomain(known.domain ?? '');
    if (domain !== '') provider ??= dnsProviderOf(domain, asking);
    // No CA signs for names that lead to this machine alone.
    if (missing === 'certificates' && domain.endsWith('.localhost')) continue;
    const fallback = await fallbackFor(missing, known, offers, provider);
    const check = (answer: string) => wrongWith(withAnswer(before, missing, answer));
    const [answer] = (await askAll([{ ...QUESTIONS[missing], ...fallback, check }], terminal)) ?? [];
    if (answer === undefined) throw notAnswered();
    known = withAnswer(known, missing, answer);
  }
  return known;
}

async function complete(options: InitOptions, context: CommandContext): Promise<InitOptions & { domain: string }> {
  const { input, err } = context.terminal;
  const asking = new AbortController();
  let known = options;
  try {
    if (input.isTTY && err.isTTY) known = await ask(options, context, asking.signal);
  } finally {
    asking.abort();
  }
  if (known.domain !== undefined) return { ...known, domain: known.domain };
  throw new LatchkeyError('USAGE', { detail: 'Which domain? No --domain was given.', hint: 'Add --domain <domain>.' });
}

/** The options that keys of latchkey.yaml are made from; what no option makes keeps its own name. */
const OPTIONS: readonly (readonly [key: RegExp, option: string])[] = [
  [/^home\.domain$/, '--domain'],
  [/^home\.name$/, '--name'],
  [/^lan\b.*$/, '--lan'],
  [/^listen\b.*$/, '--listen'],
  [/^ports\.https$/, '--https-port'],
  [/^ports\.http$/, '--http-port'],
  [/^services\.([^.]+).*$/, '--service $1'],
  [/^certificates\b.*$/, '--certificates'],
];

/** What was typed that a problem of latchkey.yaml is about. */
function optionOf(path: string): string {
  const found = OPTIONS.find(([key]) => key.test(path));
  return found ? path.replace(...found) : path;
}

/** Reads the first latchkey.yaml as every later command will. @throws LatchkeyError USAGE */
function checked(options: InitOptions & { readonly domain: string }, layout: HomeLayout) {
  const initial = initialConfig(options);
  const text = writeConfig(initial);
  const parsed = parseConfig(text, layout.config, machineInterfaces());
  // Nobody could be enrolled in a home whose domain apps refuse: there is no use in making one.
  const problems = parsed.ok ? parsed.warnings.filter(({ path }) => path === DOMAIN_PATH) : parsed.problems;
  if (parsed.ok && problems.length === 0)
    return { text, config: parsed.config, warnings: parsed.warnings, certificates: initial.certificates };
  throw new LatchkeyError('USAGE', {
    detail: problems.map(({ path, message }) => problemSentence({ path: optionOf(path), message })).join('\n'),
    hint: 'Nothing was made. Correct these options.',
  });
}

/** The files of credentials that nobody has filled, by the name of what belongs in them. */
function unfilled(certificates: InitialCertificates, secrets: ReadonlyMap<string, string>, dir: string) {
  if (certificates.kind !== 'dns-01') return [];
  return Object.entries(certificates.credentials).flatMap(([name, place]) =>
    'file' in place && !secrets.has(place.file) ? [[name, resolve(dir, place.file)] as const] : [],
  );
}

/**
 * Makes the home that the options describe, asking for what is missing when there is a terminal.
 * @throws LatchkeyError USAGE, HOME_EXISTS, FOLDER_NOT_WRITABLE, FOLDER_NOT_USABLE
 */
export async function initHome(options: InitOptions & CommonOptions, context: CommandContext): Promise<void> {
  const dir = homeFolder(options, context);
  const layout = homeLayout(dir);
  requireUsableFolder(layout);
  await requireNewFolder(dir);
  const given = await complete(options, context);
  const { text, config, warnings, certificates } = checked(given, layout);
  if (config.domain !== given.domain.trim())
    say(context.terminal, `note: the domain is ${config.domain}; you wrote ${given.domain}`);
  for (const warning of warnings) say(context.terminal, `warning: ${formatProblem(warning)}`);
  const serverRoot = config.certificates.kind === 'internal';
  if (serverRoot && !config.domain.endsWith('localhost'))
    say(context.terminal, `note: ${internalCosts(config.domain)}`);
  const secrets = await askCredentials(certificates, context.terminal);
  // Before: asking the programs takes a second, and whoever breaks off in it must not have a home already.
  await sayWhatIsMissing(config, context);
  const { ca } = await createHome(
    { dir, configText: text, name: config.name, domain: config.domain, serverRoot, secrets },
    context,
  );
  const { fingerprint256, validTo } = new X509Certificate(ca.certificatePem);
  const value = {
    dir,
    config: layout.config,
    domain: config.domain,
    enrolmentHost: config.enrolmentHost,
    services: config.services.map(({ name, host }) => ({ name, host })),
    ca: {
      certificate: layout.ca.certificate,
      fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
      notAfter: new Date(validTo).toISOString(),
    },
  };
  result(
    context.terminal,
    options.json,
    value,
    () =>
      plain`Created ${config.name} in ${dir}.\n\n${nextSteps(layout, context, unfilled(certificates, secrets, dir))}`,
  );
}
