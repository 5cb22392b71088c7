import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { NODE_RELEASE, type NodeRelease } from './node-release.ts';

/** The Caddy that the stack was tried with; see docs/operations.md for newer ones. */
const CADDY = '2.11.4';
const DEBIAN = 'debian:trixie-slim';

/**
 * Brings Node's own build, and ends the building of the image when it is not the one that Node published.
 * @returns a command for a shell; it leaves `/node`
 */
export function fetchNode({ version, archives }: NodeRelease = NODE_RELEASE): string {
  const cases = Object.entries(archives).map(
    ([debian, { name, sha256 }]) => `${debian}) name=${name} sum=${sha256} ;;`,
  );
  return `set -eu; case "$(dpkg --print-architecture)" in \\
      ${cases.join(' \\\n      ')} \\
      *) echo "error: no Node is named for this processor" >&2; exit 1 ;; \\
    esac; \\
    archive="node-v${version}-linux-$name"; \\
    curl --fail --silent --show-error --location --output /node.tar.xz "https://nodejs.org/dist/v${version}/$archive.tar.xz"; \\
    echo "$sum  /node.tar.xz" | sha256sum --check --strict; \\
    tar --extract --xz --file /node.tar.xz --directory / --strip-components=2 "$archive/bin/node"`;
}

/** Where Caddy comes from. */
const CADDY_STAGE = `FROM caddy:${CADDY} AS caddy
# A copy by content leaves the file's capabilities behind: with them, it would not start without privileges.
RUN cat /usr/bin/caddy > /caddy && chmod 755 /caddy
`;

const nodeStage = () => `FROM ${DEBIAN} AS node
RUN apt-get update \\
    && apt-get install --yes --no-install-recommends ca-certificates curl xz-utils
RUN ${fetchNode()}
`;

/** The image itself. @param files the lines that bring the entry and the bundle */
const finalStage = (packages: string, dir: string, files: string) => `FROM ${DEBIAN}
RUN apt-get update \\
    && apt-get install --yes --no-install-recommends ${packages} \\
    && rm -rf /var/lib/apt/lists/*
COPY --from=node /node /usr/local/bin/node
COPY --from=caddy /caddy /usr/local/bin/caddy
${files}
ENV LATCHKEY_DIR="${dir}" LATCHKEY_CADDY=/usr/local/bin/caddy LATCHKEY_HAPROXY=/usr/sbin/haproxy LATCHKEY_RUNS_BY=compose HOME=/tmp
ENTRYPOINT ["latchkey"]
CMD ["up", "--stay-closed", "--last-valid"]
`;

const PINNING = `# To pin an image to what it is today, write name:tag@digest; this prints the digest:
#   docker buildx imagetools inspect ${DEBIAN} --format '{{.Manifest.Digest}}'
`;

/**
 * The recipe of an image for one home: Caddy, HAProxy, lego where latchkey.yaml wants it, and the server bundle.
 * @returns a Dockerfile; `latchkey.mjs` and {@link renderEntry} lie beside it
 */
export function renderDockerfile({ certificates }: HomeConfig, { dir }: HomeLayout): string {
  const packages = ['ca-certificates', 'haproxy', ...(certificates.kind === 'dns-01' ? ['lego'] : []), 'libstdc++6'];
  return `# Rendered from latchkey.yaml by latchkey render --for compose.
${PINNING}
${CADDY_STAGE}
${nodeStage()}
${finalStage(
  packages.join(' '),
  dir,
  `COPY --chmod=755 entry.sh /usr/local/bin/latchkey
COPY --chmod=644 latchkey.mjs /opt/latchkey/latchkey.mjs`,
)}`;
}

/** Makes the bundle of a checkout. */
export const BUNDLE_STAGE = `FROM --platform=$BUILDPLATFORM node:${NODE_RELEASE.version}-trixie-slim AS bundle
WORKDIR /latchkey
COPY . .
# Where people get the app, where latchkey.yaml does not say: the folder of a release.
ARG LATCHKEY_DOWNLOADS
RUN npm ci --ignore-scripts && LATCHKEY_DOWNLOADS="$LATCHKEY_DOWNLOADS" node scripts/pack/bundle-server.ts
`;

/**
 * The recipe of the image for every home, which a checkout builds and releases publish.
 * @param dir where the home is in the container
 * @returns the Dockerfile at the root of the repository; resources/image/latchkey is its entry
 */
export function releaseDockerfile(dir: string): string {
  return `# Made by server/stack/install/dockerfile.ts: change that, and run UPDATE_GOLDEN=1 on test/unit/server/stack/install/install.test.ts.
${PINNING}
${CADDY_STAGE}
${nodeStage()}
# The bundle is the same for every processor: it is made on the one that builds.
${BUNDLE_STAGE}
${finalStage(
  'ca-certificates haproxy lego libstdc++6',
  dir,
  `COPY --chmod=755 resources/image/latchkey /usr/local/bin/latchkey
COPY --from=bundle --chmod=644 /latchkey/out/server/latchkey.mjs /opt/latchkey/latchkey.mjs`,
)}`;
}

/**
 * What `latchkey` is in an image of one home, for `up` and for what `docker compose exec` runs alike: both leave root by
 * themselves.
 * @returns a script for POSIX sh
 */
export function renderEntry(): string {
  return `#!/bin/sh
# Rendered from latchkey.yaml by latchkey render --for compose.
exec node /opt/latchkey/latchkey.mjs "$@"
`;
}
