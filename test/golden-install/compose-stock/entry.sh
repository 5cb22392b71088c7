#!/bin/sh
# Rendered from latchkey.yaml by latchkey render --for compose.
set -eu
program=/opt/latchkey/latchkey.mjs

# Root only until the home's own user is known, who may take ports below 1024 and nothing else.
if [ "$(id -u)" = 0 ]; then
  owner=$(stat -c %u "$LATCHKEY_DIR")
  if [ "$owner" = 0 ]; then
    echo "error: $LATCHKEY_DIR belongs to root" >&2
    echo "hint:  give the home a user of its own: chown -R 1000:1000 $LATCHKEY_DIR" >&2
    exit 5
  fi
  exec setpriv --reuid "$owner" --regid "$(stat -c %g "$LATCHKEY_DIR")" --clear-groups --no-new-privs \
    --inh-caps=-all,+net_bind_service --ambient-caps=-all,+net_bind_service --bounding-set=-all,+net_bind_service "$0" "$@"
fi

[ "${1:-}" = up ] || exec node "$program" "$@"

node "$program" "$@" &
home=$!
trap 'kill -TERM "$home" 2>/dev/null || true' TERM INT HUP
code=0
wait "$home" || code=$?
# A signal ends the waiting before the home has ended.
while kill -0 "$home" 2>/dev/null; do
  code=0
  wait "$home" || code=$?
done
[ "$code" = 6 ] || exit "$code"

# Started again, it would stand open for the moment in which the lock is tried.
echo "The door stays closed until somebody has looked; then: docker compose restart" >&2
sleep infinity &
sleeper=$!
trap 'kill "$sleeper"; exit 6' TERM INT HUP
wait
