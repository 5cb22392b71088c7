# Made by server/stack/install/dockerfile.ts: change that, and run UPDATE_GOLDEN=1 on test/unit/server/stack/install/install.test.ts.
# To pin an image to what it is today, write name:tag@digest; this prints the digest:
#   docker buildx imagetools inspect debian:trixie-slim --format '{{.Manifest.Digest}}'

FROM caddy:2.11.4 AS caddy
# A copy by content leaves the file's capabilities behind: with them, it would not start without privileges.
RUN cat /usr/bin/caddy > /caddy && chmod 755 /caddy

FROM debian:trixie-slim AS node
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates curl xz-utils
RUN set -eu; case "$(dpkg --print-architecture)" in \
      amd64) name=x64 sum=fd8e59d5a511510f6a298afb548f18c7d2b1be404d8b4a27d94fbe49f56cb2d6 ;; \
      arm64) name=arm64 sum=6ad1325edbdb5649c379b75a237147a666c95d4f9ae8d340fef2d1575d289ad2 ;; \
      *) echo "error: no Node is named for this processor" >&2; exit 1 ;; \
    esac; \
    archive="node-v24.21.0-linux-$name"; \
    curl --fail --silent --show-error --location --output /node.tar.xz "https://nodejs.org/dist/v24.21.0/$archive.tar.xz"; \
    echo "$sum  /node.tar.xz" | sha256sum --check --strict; \
    tar --extract --xz --file /node.tar.xz --directory / --strip-components=2 "$archive/bin/node"

# The bundle is the same for every processor: it is made on the one that builds.
FROM --platform=$BUILDPLATFORM node:24.21.0-trixie-slim AS bundle
WORKDIR /latchkey
COPY . .
# Where people get the app, where latchkey.yaml does not say: the folder of a release.
ARG LATCHKEY_DOWNLOADS
RUN npm ci --ignore-scripts && LATCHKEY_DOWNLOADS="$LATCHKEY_DOWNLOADS" node scripts/pack/bundle-server.ts

FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates haproxy lego libstdc++6 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=node /node /usr/local/bin/node
COPY --from=caddy /caddy /usr/local/bin/caddy
COPY --chmod=755 resources/image/latchkey /usr/local/bin/latchkey
COPY --from=bundle --chmod=644 /latchkey/out/server/latchkey.mjs /opt/latchkey/latchkey.mjs
ENV LATCHKEY_DIR="/srv/latchkey" LATCHKEY_CADDY=/usr/local/bin/caddy LATCHKEY_HAPROXY=/usr/sbin/haproxy LATCHKEY_RUNS_BY=compose HOME=/tmp
ENTRYPOINT ["latchkey"]
CMD ["up", "--stay-closed", "--last-valid"]
