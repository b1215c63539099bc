#!/bin/sh
# The image's entry point. Started as root, as compose does, it becomes whoever owns the mounted fixtures, so that
# recordings belong to the person who keeps them; started as anyone else it stays that. Node takes this process over
# and gets the signals.
set -eu
if [ "$(id -u)" = 0 ]; then
  uid=$(stat -c %u /fixtures)
  gid=$(stat -c %g /fixtures)
  if [ "$uid" != 0 ]; then
    exec setpriv --reuid "$uid" --regid "$gid" --clear-groups node /app/dist/server/cli.js "$@"
  fi
fi
exec node /app/dist/server/cli.js "$@"
