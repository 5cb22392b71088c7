/** What the pure generators give and the one writer puts on disk. */
export interface RenderedFile {
  readonly content: string;
  /** POSIX permissions: 0o640 for what the proxies read, whose group the folder has; otherwise 0o600. */
  readonly mode: number;
}

/** Something that will work but is worth a thought, and the key of latchkey.yaml it comes from. */
export interface RenderWarning {
  readonly path: string;
  readonly message: string;
}

export interface Rendered {
  /** By absolute path. */
  readonly files: ReadonlyMap<string, RenderedFile>;
  readonly warnings: readonly RenderWarning[];
}
