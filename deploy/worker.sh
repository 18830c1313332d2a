#!/usr/bin/env bash
# Cron's run of the worker with the release's settings: worker.sh SETTINGS-FILE LOCK-FILE
# It goes on for five seconds beside the next one, which waits for the lock, so that there is always one at work.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
set -a
# shellcheck source=/dev/null
. "$1"
# shellcheck source=/dev/null
. ./release.env
exec .venv/bin/python -m commands worker --seconds 65 --lock "$2"
