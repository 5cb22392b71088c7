#!/bin/sh
# Rendered from latchkey.yaml by latchkey render --for compose.
exec node /opt/latchkey/latchkey.mjs "$@"
