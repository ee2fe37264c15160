#!/bin/sh
# Writes a backup of a running Redis to a file: one consistent moment, without stopping anything.
#   REDISCLI_AUTH=<password> backup.sh <file> [options of redis-cli, such as -h and -p]
# The file holds members' names and numbers: only its owner may read it.
set -eu
file=${1:?"usage: backup.sh <file> [options of redis-cli]"}
shift
umask 077
redis-cli "$@" --rdb "$file.part" >&2
redis-check-rdb "$file.part" >/dev/null
mv "$file.part" "$file"
