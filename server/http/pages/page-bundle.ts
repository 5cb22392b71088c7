/** The page of an invite as it was built from renderer/page: its script and styles, by name. */
export interface PageBundle {
  /** The file to start with. */
  readonly entry: string;
  readonly styles: readonly string[];
  /** Every file by its name, which changes with what is in it. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Where the files are. */
export const PAGE_FILES = '/page/';

export const pageFileType = (name: string): string =>
  name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
