import { z } from 'zod';
import type { PageBundle } from '../http/pages/page-bundle.ts';
import { pageFile } from './page-files.ts';

const listSchema = z.object({ entry: z.string(), styles: z.array(z.string()), files: z.array(z.string()) });

/** Reads the page of an invite once. @throws when it was not built */
export function readPageBundle(): PageBundle {
  const { entry, styles, files } = listSchema.parse(JSON.parse(new TextDecoder().decode(pageFile('page.json'))));
  return { entry, styles, files: new Map(files.map((name) => [name, pageFile(name)])) };
}
