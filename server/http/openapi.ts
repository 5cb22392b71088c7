import { z } from 'zod';
import { COMMON_ERRORS, problemSchema, ROUTES, type Route } from '../../shared/api.ts';
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';
import { PROBLEM_TYPE } from './problems.ts';

/**
 * A JSON Schema (draft 2020-12, as OpenAPI 3.1 has it) of what goes over the wire: what a schema reads, not its result.
 * Bytes have none: OpenAPI says nothing of them.
 */
function jsonSchema(schema: z.ZodType) {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}

const content = (mediaType: string, schema: object) => ({ content: { [mediaType]: { schema } } });

function problemResponses(codes: readonly ErrorCode[]) {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status ?? 500);
  const responses = [...byStatus].map(([status, group]) => [
    String(status),
    {
      description: group.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join(' '),
      ...content(PROBLEM_TYPE, { $ref: '#/components/schemas/Problem' }),
    },
  ]);
  return Object.fromEntries(responses);
}

function operation(operationId: string, route: Route) {
  const errors = route.request ? COMMON_ERRORS : COMMON_ERRORS.filter((code) => !ABOUT_BODIES.has(code));
  return {
    operationId,
    summary: route.summary,
    ...(route.request
      ? { requestBody: { required: true, ...content('application/json', jsonSchema(route.request)) } }
      : {}),
    responses: {
      [String(route.status ?? 200)]: {
        description: route.summary,
        ...content(route.mediaType ?? 'application/json', jsonSchema(route.reply)),
      },
      ...problemResponses([...route.errors, ...errors]),
    },
  };
}

const ABOUT_BODIES: ReadonlySet<ErrorCode> = new Set(['BODY_TOO_LARGE', 'MEDIA_TYPE_NOT_SUPPORTED']);

/** The signing API as an OpenAPI 3.1 document, made of the routes that the server binds. */
export function openApi(version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(ROUTES)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Latchkey signing API',
      version,
      description: 'Redeems one-time codes for client certificates. Errors are problem details (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [],
    paths,
    components: { schemas: { Problem: jsonSchema(problemSchema) } },
  };
}
