#!/bin/sh
# Makes an empty data folder out of a backup, with an append-only file, for a Redis that starts on it afterwards.
#   restore.sh <file> <folder>
# Then run `npm run ops -- after-restore` before the first server starts.
set -eu
file=${1:?"usage: restore.sh <file> <folder>"}
folder=${2:?"usage: restore.sh <file> <folder>"}
redis-check-rdb "$file" >/dev/null
mkdir -p "$folder"
if [ -n "$(ls -A "$folder")" ]; then
  echo "$folder is not empty: move its content away first" >&2
  exit 1
fi
cp "$file" "$folder/dump.rdb"
socket=$(mktemp -u)
redis-server --port 0 --unixsocket "$socket" --dir "$folder" --save "" --appendonly no >&2 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
ask() { redis-cli -s "$socket" "$@"; }
until [ "$(ask ping 2>/dev/null)" = PONG ]; do
  kill -0 "$server"
  sleep 0.1
done
ask config set appendonly yes >/dev/null
while ask info persistence | grep -Eq '^aof_rewrite_(in_progress|scheduled):1'; do sleep 0.1; done
ask info persistence | grep -q '^aof_last_bgrewrite_status:ok'
ask shutdown
wait "$server"
trap - EXIT
rm "$folder/dump.rdb"
