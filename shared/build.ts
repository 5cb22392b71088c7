/** What was said to the build: nothing when the sources run as they are, or when nobody said anything. */

/** Where the app looks for a newer one, and whose signature on a release counts. */
export interface UpdateFacts {
  /** The folder of the newest release's files, with a slash at its end. */
  readonly feed: string;
  /** Public keys as SSH writes them (RFC 4253 section 6.6), base64; all of them ssh-ed25519. */
  readonly signers: readonly string[];
}

export interface BuildFacts {
  /** The folder of this release's files, with a slash at its end. */
  readonly downloads?: string | undefined;
  readonly updates?: UpdateFacts | undefined;
}

declare const BUILD_FACTS: BuildFacts | undefined;

/** This build's; scripts/build-facts.ts reads them. */
export const BUILD: BuildFacts = typeof BUILD_FACTS === 'undefined' ? {} : BUILD_FACTS;
