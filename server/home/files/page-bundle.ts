import { z } from 'zod';
import type { PageBundle } from '../../http/pages/page-bundle.ts';
import { type PageName, pageFile } from './page-files.ts';

const listSchema = z.object({ entry: z.string(), styles: z.array(z.string()), files: z.array(z.string()) });

/** Reads the files of a page once. @throws when it was not built */
export function readPageBundle(page: PageName = 'page'): PageBundle {
  const { entry, styles, files } = listSchema.parse(JSON.parse(new TextDecoder().decode(pageFile(page, 'page.json'))));
  return { entry, styles, files: new Map(files.map((name) => [name, pageFile(page, name)])) };
}
