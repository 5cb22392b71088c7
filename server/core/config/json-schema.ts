import { z } from 'zod';
import { fileSchema } from './schema.ts';

/**
 * latchkey.yaml for editors: a JSON Schema, draft 2020-12. It says what the file may hold and what each key is for; what
 * {@link parseConfig} checks beyond it, no schema can say.
 */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-2020-12' });
  return { ...schema, title: 'latchkey.yaml', description: 'The configuration of a Latchkey home.' };
}

/** The same as text, as the file `latchkey.schema.json` holds it. */
export const configJsonSchemaText = () => `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
