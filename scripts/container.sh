#!/bin/sh
# The image's entry point. Started as root, as compose does, it becomes whoever owns the mounted fixtures, so that
# recordings belong to the person who keeps them; started as anyone else it stays that. A folder that belongs to root was
# made by Docker for a mount that was not there: it is given to the image's own user while it is empty. Node takes this
# process over and gets the signals.
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
