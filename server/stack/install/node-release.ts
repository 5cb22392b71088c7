export interface NodeRelease {
  readonly version: string;
  /** By Debian's name of the processor: Node's name of it, and the SHA-256 of `node-v<version>-linux-<name>.tar.xz`. */
  readonly archives: Readonly<Record<string, { readonly name: string; readonly sha256: string }>>;
}

/**
 * The Node that the container image runs a home on. The SHA-256 are those of
 * https://nodejs.org/dist/v24.21.0/SHASUMS256.txt; docs/releasing.md says how they are taken over.
 */
export const NODE_RELEASE: NodeRelease = {
  version: '24.21.0',
  archives: {
    amd64: { name: 'x64', sha256: 'fd8e59d5a511510f6a298afb548f18c7d2b1be404d8b4a27d94fbe49f56cb2d6' },
    arm64: { name: 'arm64', sha256: '6ad1325edbdb5649c379b75a237147a666c95d4f9ae8d340fef2d1575d289ad2' },
  },
};
