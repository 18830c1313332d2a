#!/usr/bin/env bash
# SSGBay on any Debian 12, Ubuntu 24.04 or newer, off AWS: sudo deploy/install.sh. Run it again after a git pull to deploy
# the new code; it runs the same hooks in the same order as CodeDeploy. The first time, PORT, DATABASE_URL and, where another
# account changes tables, MIGRATION_DATABASE_URL may be given.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
stop() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
step() { printf '\n== %s\n' "$*"; }

[ "$(id -u)" -eq 0 ] || stop "run it as root: sudo deploy/install.sh"
command -v apt-get > /dev/null && [ -d /run/systemd/system ] || stop "this needs a Debian or Ubuntu that systemd runs"
# shellcheck source=scripts/settings.sh
. scripts/settings.sh
"$SSGBAY_PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "$SSGBAY_PYTHON is older than 3.11"
port_is_free

packages() {
    local wanted=(cron logrotate curl openssl) missing=() package
    if [ "$SSGBAY_PYTHON" = python3 ]; then wanted+=(python3-venv); fi
    if [ -z "${DATABASE_URL:-}" ] && [ ! -e "$settings" ]; then wanted+=(mariadb-server); fi
    for package in "${wanted[@]}"; do
        dpkg-query -Wf '${Status}' "$package" 2> /dev/null | grep -q ' installed$' || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] || { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install "${missing[@]}"; }
}

# account NAME RIGHTS: an account on the machine's MariaDB; prints its address
account() {
    local password host
    password=$(openssl rand -hex 24)
    for host in 127.0.0.1 localhost; do
        mariadb -e "CREATE OR REPLACE USER $1@$host IDENTIFIED BY '$password'; GRANT $2 ON ssgbay.* TO $1@$host"
    done
    printf 'mysql://%s:%s@127.0.0.1:3306/ssgbay' "$1" "$password"
}

# A database of its own, an account that may change its rows, and one that may change its tables.
own_database() {
    systemctl start mariadb
    mariadb -e 'CREATE DATABASE IF NOT EXISTS ssgbay CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci'
    DATABASE_URL=$(account ssgbay 'SELECT, INSERT, UPDATE, DELETE')
    MIGRATION_DATABASE_URL=$(account ssgbay_migrations ALL)
}

write_settings() {
    [ -n "${DATABASE_URL:-}" ] || own_database
    if [ -n "${MIGRATION_DATABASE_URL:-}" ]; then
        (umask 077 && printf "MIGRATION_DATABASE_URL='%s'\n" "$MIGRATION_DATABASE_URL" > "$migration_settings")
    fi
    (umask 077 && printf "%s='%s'\n" DATABASE_URL "$DATABASE_URL" JWT_SECRET_KEY "$(openssl rand -hex 32)" PORT "${PORT:-5000}" \
        TRUSTED_PROXIES 0 S3_BUCKET '' CORS_ORIGINS '' > "$settings.made" && mv -f "$settings.made" "$settings")
}

# As the agent's Install: copy the files of this checkout and the built page into incoming.
revision() {
    tar -c --exclude='./.*' --exclude=node_modules --exclude='./resources/*' --exclude=./resources-private --exclude=__pycache__ . \
        | tar -x --no-same-owner -C "$SSGBAY_HOME/incoming"
}

hook() { LIFECYCLE_EVENT=$1 "scripts/$2"; }

step "packages"; packages
step "settings"; [ -e "$settings" ] || write_settings
step "page"; ./ssgbay help > /dev/null && .venv/bin/python -c 'from commands import page; page.build()'
DEPLOYMENT_ID=local-$(date -u +%Y%m%dT%H%M%S)
export DEPLOYMENT_ID
step "deployment $DEPLOYMENT_ID"
hook BeforeInstall beforeInstall.sh
revision
hook AfterInstall afterInstall.sh
hook ApplicationStart runServer.sh
hook ValidateService validateService.sh
step "http://$(hostname -I | cut -d ' ' -f 1):$(port)/ is SSGBay, release $DEPLOYMENT_ID"
