/**
 * The admin's console: every call and reply as a schema, every route as a value. The server binds it and the page calls
 * it from here, so the two cannot drift apart. Errors are problem details (RFC 9457), as {@link import('../api.ts').problemSchema}.
 */
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import {
  accessReply,
  accessRequest,
  deviceDetailsSchema,
  devicePageSchema,
  deviceQuery,
  deviceReply,
  devicesQuery,
  letInRequest,
  noteRequest,
  peoplePageSchema,
  peopleQuery,
  personDetailsSchema,
  personQuery,
  renameRequest,
  shutOutAppRequest,
  shutOutPersonReply,
  shutOutPersonRequest,
  shutOutReply,
  shutOutRequest,
} from './devices.ts';
import { enterReply, enterRequest, meSchema, overviewQuery, overviewSchema } from './home.ts';
import {
  invitationPageSchema,
  invitationsQuery,
  inviteReply,
  inviteRequest,
  takeBackReply,
  takeBackRequest,
} from './invitations.ts';
import {
  auditPageSchema,
  auditQuery,
  backupsReply,
  noticesReply,
  noticesRetryReply,
  noticesTestReply,
  startedReply,
} from './log.ts';

export interface ConsoleRoute<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  /** A GET changes nothing. */
  readonly method: 'GET' | 'POST';
  readonly path: `/api/${string}`;
  /** The query of a GET, the body of a POST. */
  readonly request: Request;
  readonly reply: Reply;
}

const nothing = z.strictObject({});

const get = <Path extends `/api/${string}`, Request extends z.ZodType, Reply extends z.ZodType>(
  path: Path,
  request: Request,
  reply: Reply,
) => ({ method: 'GET', path, request, reply }) as const;

const post = <Path extends `/api/${string}`, Request extends z.ZodType, Reply extends z.ZodType>(
  path: Path,
  request: Request,
  reply: Reply,
) => ({ method: 'POST', path, request, reply }) as const;

/** Every route of the console by its name. */
export const CONSOLE_ROUTES = {
  /** Swaps the token of a one-time link for a cookie. The only one that needs neither key nor cookie. */
  enter: post('/api/enter', enterRequest, enterReply),
  /** Ends the session that a one-time link began. */
  leave: post('/api/leave', nothing, nothing),
  me: get('/api/me', nothing, meSchema),

  overview: get('/api/overview', overviewQuery, overviewSchema),
  /** Has the doctor look again. */
  examine: post('/api/examine', nothing, startedReply),

  invitations: get('/api/invitations', invitationsQuery, invitationPageSchema),
  invite: post('/api/invite', inviteRequest, inviteReply),
  takeBack: post('/api/take-back', takeBackRequest, takeBackReply),

  devices: get('/api/devices', devicesQuery, devicePageSchema),
  device: get('/api/device', deviceQuery, deviceDetailsSchema),
  rename: post('/api/device/rename', renameRequest, deviceReply),
  note: post('/api/device/note', noteRequest, deviceReply),
  shutOut: post('/api/device/shut-out', shutOutRequest, shutOutReply),
  shutOutApp: post('/api/device/shut-out-app', shutOutAppRequest, deviceReply),
  letIn: post('/api/device/let-in', letInRequest, deviceReply),

  people: get('/api/people', peopleQuery, peoplePageSchema),
  person: get('/api/person', personQuery, personDetailsSchema),
  shutOutPerson: post('/api/person/shut-out', shutOutPersonRequest, shutOutPersonReply),
  setAccess: post('/api/access', accessRequest, accessReply),

  audit: get('/api/audit', auditQuery, auditPageSchema),

  notices: get('/api/notices', nothing, noticesReply),
  testNotices: post('/api/notices/test', nothing, noticesTestReply),
  retryNotices: post('/api/notices/retry', nothing, noticesRetryReply),

  backups: get('/api/backups', nothing, backupsReply),
  makeBackup: post('/api/backups/make', nothing, startedReply),
} as const satisfies Record<string, ConsoleRoute>;

export type ConsoleRouteName = keyof typeof CONSOLE_ROUTES;
/** What a caller may leave out is left out: defaults are the server's. */
export type ConsoleRequest<Name extends ConsoleRouteName> = z.input<(typeof CONSOLE_ROUTES)[Name]['request']>;
export type ConsoleReply<Name extends ConsoleRouteName> = z.output<(typeof CONSOLE_ROUTES)[Name]['reply']>;

/**
 * The statuses of errors that the signing API never answers with; 422 for every other one that an admin can do something
 * about. Of those of the signing API the status is in the catalogue.
 */
export const CONSOLE_STATUSES: Partial<Readonly<Record<ErrorCode, number>>> = {
  CONSOLE_KEY_MISSING: 403,
  CONSOLE_KEY_NOT_VALID: 403,
  CONSOLE_KEY_REPLACED: 403,
  CONSOLE_NOT_ADMIN: 403,
  CONSOLE_LINK_NOT_VALID: 403,
  CONSOLE_REQUEST_REFUSED: 403,
  CONSOLE_TOO_MANY_PAGES: 429,
  DEVICE_NOT_FOUND: 404,
  PERSON_NOT_FOUND: 404,
  INVITATION_NOT_FOUND: 404,
  SERVICE_NOT_FOUND: 404,
  HOME_NOT_RUNNING: 503,
  CONNECTIONS_NOT_ENDED: 503,
};
