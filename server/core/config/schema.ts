/** The shape of latchkey.yaml. Every message says what to write, since it is read by somebody with an editor open. */
import { z } from 'zod';
import { nameSchema } from '../../../shared/names.ts';
import { parseDuration } from './duration.ts';

/** What is missing, or of another kind than `expected`, in words. */
const expecting = (expected: string) => ({
  error: (issue: { readonly input?: unknown }) =>
    issue.input === undefined || issue.input === null
      ? `is missing; write ${expected}`
      : `is not understood here; write ${expected}`,
});

const text = (expected: string) => z.string(expecting(expected)).trim().min(1, `is empty; write ${expected}`);

const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys')
        return `is not a key that is known here; the keys are ${Object.keys(shape).join(', ')}`;
      const wrong = issue.input === undefined || issue.input === null ? 'is missing' : 'is not understood here';
      return `${wrong}; write the keys ${Object.keys(shape).join(', ')}, indented below it`;
    },
  });

const port = (fallback: string) =>
  z
    .int(expecting(`a port number, such as ${fallback}`))
    .min(1, 'is not a port; write 1 to 65535')
    .max(65_535, 'is not a port; write 1 to 65535');

const label = z
  .string(expecting('a name of letters, digits and hyphens'))
  .regex(
    /^(?!-)[a-z0-9-]{1,63}(?<!-)$/,
    'is not one DNS label; write lower-case letters, digits and hyphens, such as cloud',
  );

/** Names, addresses; never what a Caddyfile would take for a placeholder. URL alone lets braces and quotes pass. */
const HOSTNAME = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/;
const UPSTREAM = 'http://<address>:<port>, such as http://127.0.0.1:8080';
const upstream = text(UPSTREAM).transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const problem =
    !url || !/^https?:\/\//i.test(value) || !HOSTNAME.test(url.hostname)
      ? `is not an upstream; write ${UPSTREAM}`
      : url.username || url.password
        ? 'carries a user name or password, which would end up in rendered files; write it without'
        : url.pathname !== '/' || url.search || url.hash
          ? `has a path; an upstream is the whole service: write ${url.origin}`
          : undefined;
  if (problem || !url) {
    context.issues.push({ code: 'custom', message: problem ?? '', input: value });
    return z.NEVER;
  }
  // URL drops a port that is the scheme's own; Caddy wants to see it.
  return `${url.protocol}//${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
});

const path = text('the path of a file, absolute or from the home folder').regex(
  /^[^\p{Cc}"'`{}\\$*?]+$/u,
  'has a quote, brace or other character in it that HAProxy or Caddy would misread; choose a plainer path',
);

const duration = (fallback: string, least: number, most: number, bounds: string) =>
  z.string(expecting(`a time such as ${fallback}`)).transform((value, context) => {
    const seconds = parseDuration(value);
    if (seconds !== undefined && seconds >= least && seconds <= most) return seconds;
    context.issues.push({
      code: 'custom',
      message: `is not a time ${bounds}; write one such as ${fallback}`,
      input: value,
    });
    return z.NEVER;
  });

const place = z.union(
  [z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }), z.strictObject({ file: path })],
  expecting('{ env: NAME_OF_A_VARIABLE } or { file: path }, never the token itself'),
);

const CERTIFICATES = 'internal, or dns-01: or files: below it';
const certificates = z.union(
  [
    z.literal('internal'),
    section({
      'dns-01': section({
        provider: text('the name of a DNS module of your Caddy, such as cloudflare').regex(
          /^[a-z0-9_]+$/,
          'is not the name of a DNS module; write it as Caddy does, such as cloudflare',
        ),
        token: place,
      }),
    }),
    section({ files: section({ certificate: path, key: path }) }),
  ],
  {
    // Whoever started to write dns-01 or files wants to hear what is wrong in there.
    error: expecting(CERTIFICATES).error,
  },
);

/** latchkey.yaml as it is written; {@link parseConfig} adds what no schema can say. */
export const fileSchema = section({
  home: section({
    name: z.string(expecting('what people call the home')).pipe(nameSchema),
    domain: text('the domain of the home, such as home.example.com'),
    enrolment: label.optional(),
  }),
  lan: z.array(text('a network such as 192.168.1.0/24'), expecting('a list of networks, or [] for none')).default([]),
  listen: z
    .array(text('an address of this machine'), expecting('a list of addresses of this machine'))
    .min(1, 'is empty; leave it out to listen everywhere')
    .optional(),
  ports: section({
    https: port('443').default(443),
    http: z.union([port('80'), z.literal('off')], 'is neither a port nor off').default(80),
  }).prefault({}),
  certificates: certificates.default('internal'),
  services: z
    .record(
      z.string(),
      z.union([upstream, section({ upstream })], { error: expecting(UPSTREAM).error }),
      expecting('the services, one a line: <name>: <upstream>'),
    )
    .default({}),
  invitations: section({
    life: duration('72h', 300, 30 * 86_400, 'from 5m to 30d').prefault('72h'),
  }).prefault({}),
  devices: section({
    'certificate-days': z
      .int(expecting('a number of days, such as 365'))
      .min(1, 'is too short; write 1 to 825 days')
      .max(825, 'is too long; write 1 to 825 days')
      .default(365),
  }).prefault({}),
});

export type HomeFile = z.output<typeof fileSchema>;

/** Checks a service's name by itself, for keys of the map. */
export const serviceNameSchema = label;
