/**
 * The signing API: every request and reply as a schema, every route as a value. The server binds it, the client calls
 * it and `/v1/openapi.json` describes it from here, so the three cannot drift apart.
 */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { fingerprintSchema } from './fingerprint.ts';
import { MAX_HOST, MAX_LABEL } from './host.ts';
import { isIcon } from './icon.ts';
import { MAX_CERTIFICATE_DAYS, MAX_SERVICES } from './limits.ts';
import { nameSchema, saidNameSchema, saidTextSchema } from './names.ts';

const pemSchema = (label: string) =>
  z
    .string()
    .max(8192)
    .regex(
      new RegExp(`^\\s*-----BEGIN ${label}-----[A-Za-z0-9+/=\\s]+-----END ${label}-----\\s*$`),
      `is not a PEM ${label}`,
    );

/** A time in UTC, ISO 8601 / RFC 3339. */
const timeSchema = z.iso.datetime();

/** A code as a person typed it; {@link import('./code.ts').parseCode} reads it. */
const codeSchema = z.string().min(1).max(64);

const deviceIdSchema = z.uuid();

/** One hostname of the home that has an upstream behind it. */
export const serviceSchema = z.object({
  /** The label in front of the domain, also what people call it: `cloud`. */
  name: saidTextSchema(MAX_LABEL).pipe(z.string().min(1)),
  /** Where a browser goes: `https://cloud.example.com/`. */
  url: z.url({ protocol: /^https$/ }).max(512),
  /** An emoji or a letter to know it by, chosen by the admin; plain text. */
  icon: z.string().refine(isIcon, 'is not one emoji or letter').optional(),
});
export type Service = z.infer<typeof serviceSchema>;

/** Whom people ask, as far as the home says it. To be shown; only somebody's own click follows what a check lets pass. */
export const contactSchema = z.object({
  name: saidNameSchema.optional(),
  email: saidTextSchema(254).optional(),
  url: saidTextSchema(500).optional(),
});
export type Contact = z.infer<typeof contactSchema>;

export const homeSchema = z.object({ name: saidNameSchema, domain: z.string().min(1).max(MAX_HOST) });

const healthReplySchema = z.object({ status: z.literal('ok'), version: z.string(), time: timeSchema });
export type HealthReply = z.infer<typeof healthReplySchema>;

const previewRequestSchema = z.strictObject({ code: codeSchema });

/** What an invitation promises, before anything is made: who invites, as whom, to what. */
const previewReplySchema = z.object({
  home: homeSchema,
  person: saidNameSchema,
  /** The device's name that the admin suggested. */
  device: saidNameSchema.optional(),
  services: z.array(serviceSchema).max(MAX_SERVICES),
  /** Whom to ask when something does not work. */
  contact: contactSchema.optional(),
  /** When the invitation expires. */
  expiresAt: timeSchema,
  /** The enrolment host, which the app keeps to; homes whose invites are opened under another name say it. */
  host: z.string().max(MAX_HOST).optional(),
  /** The app that the key is for, when it is a further key of a device that there is. */
  app: saidNameSchema.optional(),
  /** There when it is the next key of a device that there is. */
  renews: z.literal(true).optional(),
  /** For how many days the certificate will be valid. */
  certificateDays: z.number().int().positive().max(MAX_CERTIFICATE_DAYS),
});
export type PreviewReply = z.infer<typeof previewReplySchema>;

const certificateRequestSchema = z.strictObject({
  code: codeSchema,
  csr: pemSchema('CERTIFICATE REQUEST'),
  device: z.strictObject({
    name: nameSchema,
    platform: z.enum(['macos', 'windows', 'linux', 'other']).optional(),
    /** Said by the page of an invite: what installs the key by hand renews it by hand. */
    origin: z.literal('page').optional(),
  }),
});
export type CertificateRequest = z.infer<typeof certificateRequestSchema>;

export const certificateReplySchema = z.object({
  /** The device's certificate, PEM. */
  certificate: pemSchema('CERTIFICATE'),
  /** The Homelab CA's certificate, PEM. */
  ca: pemSchema('CERTIFICATE'),
  fingerprint: fingerprintSchema,
  notBefore: timeSchema,
  notAfter: timeSchema,
  home: homeSchema,
  person: saidNameSchema,
  device: z.object({ id: deviceIdSchema, name: saidNameSchema }),
  services: z.array(serviceSchema).max(MAX_SERVICES),
  /** Whom to ask when something does not work. */
  contact: contactSchema.optional(),
  /** Proves which device asks for the next certificate, or leaves. A secret; base64url. */
  renewalSecret: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type CertificateReply = z.infer<typeof certificateReplySchema>;

const renewalRequestSchema = z.strictObject({
  deviceId: deviceIdSchema,
  /** The newest that the home gave. */
  renewalSecret: certificateReplySchema.shape.renewalSecret,
  csr: pemSchema('CERTIFICATE REQUEST'),
});
export type RenewalRequest = z.infer<typeof renewalRequestSchema>;

const renewalConfirmationSchema = z.strictObject({
  deviceId: deviceIdSchema,
  /** The one that came with the certificate that is confirmed. */
  renewalSecret: certificateReplySchema.shape.renewalSecret,
});
export type RenewalConfirmation = z.infer<typeof renewalConfirmationSchema>;

const renewalConfirmationReplySchema = z.object({
  /** The fingerprint of the certificate that is the only one from now on. */
  certificate: fingerprintSchema,
});
export type RenewalConfirmationReply = z.infer<typeof renewalConfirmationReplySchema>;

const leaveRequestSchema = z.strictObject({
  deviceId: deviceIdSchema,
  renewalSecret: certificateReplySchema.shape.renewalSecret,
});
export type LeaveRequest = z.infer<typeof leaveRequestSchema>;

/** Leaving twice is leaving once: the reply is the same. */
const leaveReplySchema = z.object({
  device: z.object({ id: deviceIdSchema, state: z.enum(['left', 'shut-out']) }),
});
export type LeaveReply = z.infer<typeof leaveReplySchema>;

/**
 * What the home makes of the client certificate on this connection. The enrolment listener requests one and requires
 * none, so that an expired or shut-out device can still learn why it is refused elsewhere.
 */
export const whoamiReplySchema = z.object({
  state: z.enum(['none', 'unknown', 'active', 'superseded', 'shut-out', 'left', 'expired']),
  /** Where the caller stands, as the edge proxy sees it. */
  zone: z.enum(['lan', 'wan']),
  time: timeSchema,
  fingerprint: fingerprintSchema.optional(),
  person: saidNameSchema.optional(),
  device: z.object({ id: deviceIdSchema, name: saidNameSchema }).optional(),
  notAfter: timeSchema.optional(),
  /** What its device may open now; of an active certificate only, and of homes that say so. */
  services: z.array(serviceSchema).max(MAX_SERVICES).optional(),
  /** Whom to ask for more; for whoever has, or had, a certificate. */
  contact: contactSchema.optional(),
});
export type WhoamiReply = z.infer<typeof whoamiReplySchema>;

/** Problem details (RFC 9457), `application/problem+json`. */
export const problemSchema = z.object({
  /** `urn:latchkey:error:` and the code in lower case with hyphens. */
  type: z.string(),
  title: saidTextSchema(2000),
  status: z.number().int(),
  detail: saidTextSchema(2000).optional(),
  code: z.string(),
  hint: saidTextSchema(2000),
  retryable: z.boolean(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

const challengeRequestSchema = z.strictObject({
  code: codeSchema,
  /** What it is for, and called when the invitation does not name it. */
  device: z.enum(['iphone', 'ipad', 'mac', 'other']),
});

const challengeReplySchema = z.object({
  /** As good as the code for one key and a few minutes. A secret. */
  challenge: z.string().max(255),
  expiresAt: timeSchema,
});

export interface Route<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST';
  readonly path: `/v1/${string}`;
  readonly summary: string;
  readonly request?: Request;
  readonly reply: Reply;
  /** 200 unless said otherwise. */
  readonly status?: 201;
  /** `application/json` unless said otherwise. */
  readonly mediaType?: string;
  readonly errors: readonly ErrorCode[];
}

const route = <Request extends z.ZodType, Reply extends z.ZodType>(value: Route<Request, Reply>) => value;

/** Every route of the signing API by its operation id. */
export const ROUTES = {
  health: route({
    method: 'GET',
    path: '/v1/health',
    summary: 'Whether the home is there, and what time it has',
    reply: healthReplySchema,
    errors: ['UNAVAILABLE'],
  }),
  previewInvitation: route({
    method: 'POST',
    path: '/v1/invitations/preview',
    summary: 'What an invitation promises; redeems nothing',
    request: previewRequestSchema,
    reply: previewReplySchema,
    errors: ['INVITATION_NOT_VALID', 'APP_TOO_OLD'],
  }),
  issueCertificate: route({
    method: 'POST',
    path: '/v1/certificates',
    summary: 'Redeems a code for a certificate; the same code with the same key gives the same certificate again',
    request: certificateRequestSchema,
    reply: certificateReplySchema,
    status: 201,
    errors: ['INVITATION_NOT_VALID', 'CSR_NOT_VALID', 'APP_TOO_OLD'],
  }),
  makeChallenge: route({
    method: 'POST',
    path: '/v1/challenges',
    summary:
      'Swaps a code for the challenge password of SCEP (RFC 8894, at /scep), good for ten minutes and one key; redeems nothing. ' +
      'Not found where latchkey.yaml says phones: { apple: off }',
    request: challengeRequestSchema,
    reply: challengeReplySchema,
    errors: ['INVITATION_NOT_VALID', 'NOT_FOUND'],
  }),
  makeProfile: route({
    method: 'POST',
    path: '/v1/profiles',
    summary:
      'Swaps a code for a configuration profile with a challenge in it, for an iPhone, iPad or Mac; redeems nothing before it ' +
      'is installed. Not found where latchkey.yaml says phones: { apple: off }',
    request: challengeRequestSchema,
    reply: z.custom<Uint8Array>((bytes) => bytes instanceof Uint8Array),
    mediaType: 'application/x-apple-aspen-config',
    errors: ['INVITATION_NOT_VALID', 'NOT_FOUND'],
  }),
  renewCertificate: route({
    method: 'POST',
    path: '/v1/renewals',
    summary:
      'The next certificate of a device, for a new key, and the next renewal secret. The same secret with the same key ' +
      'gives the same certificate again until it is confirmed; until then the one before works too. An old secret that ' +
      'comes back is taken for a stolen one and shuts the device out',
    request: renewalRequestSchema,
    reply: certificateReplySchema,
    status: 201,
    errors: ['RENEWAL_SECRET_NOT_VALID', 'CSR_NOT_VALID', 'APP_TOO_OLD'],
  }),
  confirmRenewal: route({
    method: 'POST',
    path: '/v1/renewals/confirm',
    summary: 'The new certificate works: the one before is no longer let in. Confirming twice is confirming once',
    request: renewalConfirmationSchema,
    reply: renewalConfirmationReplySchema,
    errors: ['RENEWAL_SECRET_NOT_VALID'],
  }),
  leave: route({
    method: 'POST',
    path: '/v1/leave',
    summary: 'A device gives its key back: its certificates stop working at once',
    request: leaveRequestSchema,
    reply: leaveReplySchema,
    errors: ['RENEWAL_SECRET_NOT_VALID'],
  }),
  whoami: route({
    method: 'GET',
    path: '/v1/whoami',
    summary: 'What the home makes of the client certificate on this connection',
    reply: whoamiReplySchema,
    errors: [],
  }),
  ca: route({
    method: 'GET',
    path: '/v1/ca.pem',
    summary: "The Homelab CA's certificate",
    reply: z.string(),
    mediaType: 'application/x-pem-file',
    errors: [],
  }),
  revocationList: route({
    method: 'GET',
    path: '/v1/crl.der',
    summary: 'The certificates that are good no more, as a CRL (RFC 5280), for other programs that accept ours',
    reply: z.custom<Uint8Array>((bytes) => bytes instanceof Uint8Array),
    mediaType: 'application/pkix-crl',
    errors: ['UNAVAILABLE'],
  }),
  serverRoot: route({
    method: 'GET',
    path: '/v1/server-root.pem',
    summary:
      'The private root of the server certificate, for homes whose invites carry its pin. Worth nothing unless it is ' +
      'compared with the pin; not found where the server certificate is a public one',
    reply: z.string(),
    mediaType: 'application/x-pem-file',
    errors: ['NOT_FOUND'],
  }),
} as const;
export type RouteName = keyof typeof ROUTES;

/** What every route may answer beside its own errors. */
export const COMMON_ERRORS = [
  'REQUEST_NOT_VALID',
  'BODY_TOO_LARGE',
  'MEDIA_TYPE_NOT_SUPPORTED',
  'TOO_MANY_REQUESTS',
  'INTERNAL',
] as const satisfies readonly ErrorCode[];
