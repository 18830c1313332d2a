#!/usr/bin/env bash
# Makes the ground: user, folders, what the machine must have. Clears stray incoming files. The live release goes on.
set -euo pipefail
# shellcheck source=scripts/settings.sh
. "$(dirname "$(readlink -f "$0")")/settings.sh"

for tool in "$SSGBAY_PYTHON" systemctl flock curl setpriv logrotate; do
    command -v "$tool" > /dev/null || refuse "$tool is missing on this machine"
done
"$SSGBAY_PYTHON" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
    || refuse "$SSGBAY_PYTHON is older than 3.11 or lacks venv (apt-get install python3-venv)"
begin BeforeInstall none

id -u "$SSGBAY_USER" > /dev/null 2>&1 || useradd --create-home --shell /bin/bash "$SSGBAY_USER"
install -d -m 755 "$SSGBAY_HOME" "$SSGBAY_HOME"/{incoming,releases,venvs}
# images are the application's own, outside every release; code is root's, so the application cannot rewrite itself
install -d -m 755 -o "$SSGBAY_USER" -g "$SSGBAY_USER" "$SSGBAY_HOME"/shared{,/resources}
install -d -m 755 "$SSGBAY_LOG"
for log in app closing; do
    [ -e "$SSGBAY_LOG/$log.log" ] || install -m 640 -o "$SSGBAY_USER" -g adm /dev/null "$SSGBAY_LOG/$log.log"
done
install -d -m 755 "$SSGBAY_ETC"/{cron.d,logrotate.d,systemd/system}
find "$SSGBAY_HOME/incoming" -mindepth 1 -delete
ended BeforeInstall "folders are ready, incoming is empty"
