#!/usr/bin/env bash
# The first process inside a bare machine: enter.sh ROOT CACHE COMMAND runs COMMAND in ROOT, with the environment given.
set -euo pipefail
root=$1 cache=$2
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs run "$root/run"
mkdir -p "$root/root/.cache"
mount --bind "$cache" "$root/root/.cache"
exec python3 "$(dirname "$0")/../new_root.py" "$root" bash -c "$3" < /dev/null
