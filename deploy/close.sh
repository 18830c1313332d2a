#!/usr/bin/env bash
# Cron's run of the closing job with the release's settings: close.sh SETTINGS-FILE
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
set -a
# shellcheck source=/dev/null
. "$1"
# shellcheck source=/dev/null
. ./release.env
exec .venv/bin/python historyUpdate.py
