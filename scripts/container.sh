#!/bin/sh
# The image's entry point. Started as root, as compose does, it switches to the owner of the mounted fixtures, so that
# recordings belong to that user; started as any other user, it stays that user. A folder owned by root was created by
# Docker for a missing mount: if it is empty, it is given to the image's own user. Node replaces this process and gets
# the signals.
set -eu
if [ "$(id -u)" = 0 ]; then
  uid=$(stat -c %u /fixtures)
  gid=$(stat -c %g /fixtures)
  if [ "$uid" = 0 ]; then
    uid=$(id -u node)
    gid=$(id -g node)
    if [ -z "$(ls -A /fixtures)" ]; then chown "$uid:$gid" /fixtures || true; fi
  fi
  exec setpriv --reuid "$uid" --regid "$gid" --clear-groups node /app/dist/server/cli.js "$@"
fi
exec node /app/dist/server/cli.js "$@"
