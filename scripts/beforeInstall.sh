#!/usr/bin/env bash
# Prepares the machine: user, folders, packages. Empties incoming. The live release keeps serving.
set -euo pipefail
# shellcheck source=scripts/settings.sh
. "$(dirname "$(readlink -f "$0")")/settings.sh"

for tool in "$SSGBAY_PYTHON" systemctl flock curl setpriv logrotate; do
    command -v "$tool" > /dev/null || refuse "$tool is missing on this machine"
done
"$SSGBAY_PYTHON" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
    || refuse "$SSGBAY_PYTHON is older than 3.11 or lacks venv (apt-get install python3-venv)"
begin BeforeInstall none
port_is_free

id -u "$SSGBAY_USER" > /dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --shell /usr/sbin/nologin "$SSGBAY_USER"
install -d -m 755 "$SSGBAY_HOME" "$SSGBAY_HOME"/{incoming,releases,venvs}
# Ubuntu's home folders are closed to other users, such as the application's
chmod a+x "$(dirname "$SSGBAY_HOME")"
# images are the application's own, outside every release; code is root's, so the application cannot rewrite itself
for folder in "$SSGBAY_HOME"/shared{,/resources}; do
    [ -d "$folder" ] || install -d -m 755 -o "$SSGBAY_USER" -g "$SSGBAY_USER" "$folder"
done
install -d -m 755 "$SSGBAY_LOG"
for log in app closing worker; do
    [ -e "$SSGBAY_LOG/$log.log" ] || install -m 640 -o "$SSGBAY_USER" -g adm /dev/null "$SSGBAY_LOG/$log.log"
done
# a release that runs as another user keeps writing, by its group, until it has ended
find "$SSGBAY_HOME/shared" "$SSGBAY_LOG"/{app,closing,worker}.log ! -user "$SSGBAY_USER" -exec chown "$SSGBAY_USER" {} + -exec chmod g+w {} +
install -d -m 755 "$SSGBAY_ETC"/{cron.d,logrotate.d,systemd/system}
find "$SSGBAY_HOME/incoming" -mindepth 1 -delete
ended BeforeInstall "folders are ready, incoming is empty"
