// Folders are trust zones, and import arrows only point down: docs/architecture.md has the picture, these are the rules.
// test/unit/scripts/import-rules.test.ts breaks every one of them on purpose.
import type { ICruiseOptions, IRegularForbiddenRuleType } from 'dependency-cruiser';

/** Node's own modules that only compute. `node:crypto` is not among them: randomness and keys come through a port. */
const PURE_NODE =
  '^(node:)?(path|path/posix|url|util|util/types|string_decoder|punycode|querystring|buffer|events|assert)$';
const PURE_LIBRARIES = ['zod', '@peculiar/x509', 'reflect-metadata', 'ipaddr.js', 'yaml'];

/** A package, by the place it was found in or, when it is not installed, by its bare name. */
const packages = (names: readonly string[]) => `(^|/)node_modules/(${names.join('|')})/|^(${names.join('|')})(/|$)`;
const ELECTRON = '^electron(/(main|renderer|common))?$|(^|/)node_modules/electron/';
const ANY_PACKAGE = `(^|/)node_modules/|${ELECTRON}`;
const TESTS = '^test/';

function rule(
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType['from'],
  to: IRegularForbiddenRuleType['to'],
): IRegularForbiddenRuleType {
  return { name, comment, severity: 'error', from, to };
}

function pure(zone: string, folder: string): IRegularForbiddenRuleType[] {
  const from = { path: `^${folder}/` };
  return [
    rule(`${zone}-no-io`, `${folder} does no I/O: take a port.`, from, {
      dependencyTypes: ['core'],
      pathNot: PURE_NODE,
    }),
    rule(`${zone}-pure-libraries`, `${folder} takes pure libraries only.`, from, {
      path: ANY_PACKAGE,
      pathNot: packages(PURE_LIBRARIES),
    }),
  ];
}

/** The rooms of server/core, from the ground up; who stands on one floor does not know each other. */
export const CORE_FLOORS = [
  ['encoding.ts', 'layout.ts', 'network', 'plain-page', 'property-list.ts', 'records.ts', 'validity.ts'],
  ['backup', 'ports'],
  ['audit', 'names'],
  ['access', 'notifications'],
  ['devices'],
  ['enrolment'],
  ['people'],
  ['console'],
  ['config'],
  ['certificates'],
  ['doctor'],
];

/** The rooms of server/stack: what each program is told, then what is asked and done with all of them. */
export const STACK_FLOORS = [
  ['probe', 'rendered', 'run-folder.ts', 'tools.ts', 'usable-folder.ts'],
  ['endpoints.ts', 'install', 'process'],
  ['lego', 'not-accepted.ts', 'server-certificate'],
  ['prepare-options.ts'],
  ['caddy', 'haproxy'],
  ['doctor', 'render.ts', 'renewed-files.ts'],
  ['validate.ts'],
  ['importing', 'proxy-programs.ts'],
  ['stack.ts'],
];

/** The rooms of electron/core, in the same way. */
export const APP_FLOORS = [
  ['checkpoints.ts', 'enrolment-record.ts', 'home-checks', 'retry-after.ts', 'saved.ts'],
  ['ports.ts'],
  ['installed', 'vault-items'],
  ['access', 'leaving'],
  ['enrolment', 'renewal'],
];

/** Each room imports itself and floors below it. */
function floors(name: string, folder: string, from: readonly (readonly string[])[]): IRegularForbiddenRuleType[] {
  const within = (rooms: readonly string[]) =>
    `^${folder}/(${rooms.map((room) => (room.endsWith('.ts') ? room.replace('.', '\\.') : `${room}/`)).join('|')})`;
  return from.map((rooms, index) =>
    rule(
      name,
      `${rooms.join(', ')}: imports go down. From the ground: ${from.map((each) => each.join(' and ')).join(' < ')}.`,
      { path: within(rooms) },
      { path: within(from.slice(index).flat()), pathNot: `^${folder}/$1` },
    ),
  );
}

const forbidden: IRegularForbiddenRuleType[] = [
  rule('no-cycles', 'Files that need each other are one file, or need a third.', {}, { circular: true }),
  rule('resolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true, pathNot: ELECTRON }),
  rule('tests-stay-out', 'Nothing that ships imports a test.', { pathNot: TESTS }, { path: TESTS }),

  rule(
    'shared-is-the-contract',
    'shared/ imports zod, the list of public suffixes and itself.',
    { path: '^shared/', pathNot: '^shared/keys/' },
    {
      pathNot: ['^shared/', packages(['zod', 'tldts'])],
    },
  ),
  rule(
    'shared-keys-compute',
    'shared/keys makes keys and files of them, in the app and in a browser: libraries that only compute.',
    { path: '^shared/keys/' },
    {
      pathNot: ['^shared/', packages(['@peculiar/x509', 'reflect-metadata', 'node-forge', '@types/node-forge'])],
    },
  ),

  ...pure('electron-core', 'electron/core'),
  rule(
    'electron-core-looks-nowhere',
    'electron/core imports shared and itself.',
    { path: '^electron/core/' },
    {
      path: '^electron/',
      pathNot: '^electron/core/',
    },
  ),
  ...floors('electron-core-floors', 'electron/core', APP_FLOORS),
  rule(
    'electron-adapters-look-down',
    'electron/adapters imports core and shared.',
    { path: '^electron/adapters/' },
    {
      path: '^electron/(?!adapters/|core/)',
    },
  ),
  rule(
    'electron-faces-apart',
    'main, preload and cli do not import each other.',
    { path: '^electron/(main|preload|cli)/' },
    {
      path: '^electron/(main|preload|cli)/',
      pathNot: '^electron/$1/',
    },
  ),
  rule(
    'electron-preload-is-a-bridge',
    'preload knows the contract and electron.',
    { path: '^electron/preload/' },
    {
      path: '^electron/(?!preload/)',
    },
  ),
  rule(
    'electron-in-main-only',
    'electron itself is for main and preload.',
    { path: '^electron/', pathNot: '^electron/(main|preload)/' },
    {
      path: ELECTRON,
    },
  ),
  rule(
    'app-knows-no-home',
    'electron/ never imports server/ or renderer/.',
    { path: '^electron/' },
    {
      path: '^(server|renderer)/',
    },
  ),

  rule(
    'renderer-is-a-page',
    'renderer/ never imports electron/ or server/.',
    { path: '^renderer/' },
    {
      path: ['^(electron|server)/', ELECTRON],
    },
  ),
  rule(
    'renderer-pages-apart',
    'The console and the page of an invite do not import each other, and the rest of renderer/ imports neither.',
    { path: '^renderer/([^/]+)' },
    { path: '^renderer/(console|page)/', pathNot: '^renderer/$1/' },
  ),
  rule(
    'renderer-no-node',
    'renderer/ is a page: no Node modules.',
    { path: '^renderer/' },
    { dependencyTypes: ['core'] },
  ),

  ...pure('server-core', 'server/core'),
  rule(
    'server-core-looks-nowhere',
    'server/core imports shared and itself.',
    { path: '^server/core/' },
    {
      path: '^server/',
      pathNot: '^server/core/',
    },
  ),
  ...floors('server-core-floors', 'server/core', CORE_FLOORS),
  ...floors('server-stack-floors', 'server/stack', STACK_FLOORS),
  rule(
    'server-rooms-apart',
    'store, ca, http, scep, notifications, backup and stack meet in server/home and server/cli only.',
    { path: '^server/(store|ca|http|scep|notifications|backup|stack)/' },
    {
      path: '^server/',
      pathNot: ['^server/core/', '^server/platform/', '^server/$1/'],
    },
  ),
  rule(
    'home-runs-without-commands',
    'server/home is the running home: commands and the console use it, it knows neither.',
    { path: '^server/home/' },
    { path: '^server/(cli|console)/' },
  ),
  rule(
    'console-is-a-program',
    'server/console is a program of its own: only server/cli starts it, and it knows no command.',
    { path: '^server/console/' },
    { path: '^server/cli/' },
  ),
  rule(
    'platform-is-the-floor',
    'server/platform imports Node, packages and shared/: everybody stands on it.',
    { path: '^server/platform/' },
    { path: '^server/', pathNot: '^server/platform/' },
  ),
  rule(
    'home-knows-no-app',
    'server/ never imports electron/ or renderer/.',
    { path: '^server/' },
    {
      path: ['^(electron|renderer)/', ELECTRON],
    },
  ),
];

export const importRules: ICruiseOptions = {
  validate: true,
  ruleSet: { forbidden },
  // TypeScript 7 has no JavaScript API; swc reads the same files.
  parser: 'swc',
  // Type-only imports count: a type from the wrong side is a dependency too.
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '^(electron|renderer|server)/(out|dist)/' },
};
