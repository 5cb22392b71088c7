import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { openApi } from '../../../../server/http/openapi.ts';
import { ROUTES } from '../../../../shared/api.ts';
import { ERRORS } from '../../../../shared/errors.ts';
import { makeApi } from './support.ts';

const document = openApi('1.2.3');

describe('the description of the API', () => {
  it('is a valid OpenAPI 3.1 document, as the official schema has it', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
    const broken = await new Validator().validate({ ...structuredClone(document), paths: { 'no-slash': { get: 1 } } });
    expect(broken.valid).toBe(false);
  });

  it('has every route with its requests, replies and errors', () => {
    for (const [operationId, route] of Object.entries(ROUTES)) {
      const operation = document.paths[route.path]?.[route.method.toLowerCase()];
      expect(operation).toMatchObject({ operationId, summary: route.summary });
      const text = JSON.stringify(operation);
      expect(text).toContain(`"${'status' in route ? route.status : 200}":`);
      for (const code of route.errors) {
        expect(text).toContain(`\`${code}\``);
        expect(text).toContain(`"${ERRORS[code].status}":`);
      }
    }
  });

  it('is what the API serves, and tells of no transform that a client would have to know', async () => {
    const api = await makeApi();
    const reply = await api.app.inject('/v1/openapi.json');
    expect(reply.headers['content-type']).toContain('application/json');
    expect(reply.json()).toEqual(JSON.parse(JSON.stringify(document)));
    expect(JSON.stringify(document.paths['/v1/certificates'])).toContain('"maxLength":8192');
    await api.dispose();
  });
});
