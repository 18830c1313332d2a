#!/usr/bin/env bash
# Completes the new release and tests it beside the live one: copy, libraries, settings, database, import, migrations, canary.
set -euo pipefail
# shellcheck source=scripts/release.sh
. "$(dirname "$(readlink -f "$0")")/release.sh"
begin AfterInstall BeforeInstall
release=$SSGBAY_HOME/releases/$DEPLOYMENT_ID
canary=ssgbay-canary@$DEPLOYMENT_ID.service
[ ! -e "$release" ] || refuse "$release exists already"
[ -f "$SSGBAY_HOME/incoming/requirements.txt" ] || refuse "$SSGBAY_HOME/incoming holds no revision"
[ -n "$SSGBAY_PARAMETERS" ] || has_settings "$settings"

undo() {
    if [ "$1" -eq 0 ]; then return; fi
    systemctl stop "$canary" 2> /dev/null || true
    rm -rf "$release" "$settings.next"
    say "failed; the new release is removed and the live one keeps serving" >&2
}
trap 'undo $?' EXIT

# The agent unpacks without the executable bits where the machine has no unzip, so they are set again.
copy() {
    cp -a --no-preserve=ownership "$SSGBAY_HOME/incoming" "$release"
    chmod -R u=rwX,go=rX "$release"
    chmod a+x "$release/ssgbay" "$release"/{scripts,deploy}/*.sh
    touch "$release"
    printf "%s='%s'\n" APP_ENV production RELEASE "$DEPLOYMENT_ID" RESOURCES_DIR "$SSGBAY_HOME/shared/resources" \
        PYTHONDONTWRITEBYTECODE 1 > "$release/release.env"
}

# One environment per set of requirements, shared by the releases that have it. Only files whose hashes are listed come in.
libraries() {
    local print folder
    print=$({ cat requirements.txt; "$SSGBAY_PYTHON" -VV; uname -m; } | sha256sum | cut -c1-16)
    folder=$SSGBAY_HOME/venvs/$print
    [ -f "$folder/.whole" ] || build "$folder" || { rm -rf "$folder"; return 1; }
    ln -s "$folder" .venv
    "$SSGBAY_PYTHON" -m compileall -q -x '[\\/](\.venv|tests|node_modules)[\\/]' .
}

build() {
    say "building $1 from requirements.txt"
    rm -rf "$1"
    "$SSGBAY_PYTHON" -m venv "$1" \
        && "$1/bin/python" -m pip install -q --disable-pip-version-check --no-input --no-deps --require-hashes -r requirements.txt \
        && "$1/bin/python" -m pip check -q && chmod -R go+rX "$1" && touch "$1/.whole"
}

# From SSM and Secrets Manager where SSGBAY_PARAMETERS names a path there; else from the files on this machine. The
# credentials of migrations are in the environment of this hook alone.
fetch_settings() {
    if [ -n "$SSGBAY_PARAMETERS" ]; then
        (umask 077 && .venv/bin/python -m deploy.environment "$SSGBAY_PARAMETERS" > "$settings.next")
        has_settings "$settings.next"
        MIGRATION_DATABASE_URL=$(.venv/bin/python -m deploy.environment "$SSGBAY_PARAMETERS" migrations)
    else
        (umask 077 && cat "$settings" > "$settings.next")
        if [ -r "$migration_settings" ]; then load "$migration_settings" && export -n MIGRATION_DATABASE_URL; fi
    fi
    chown "root:$SSGBAY_USER" "$settings.next"
    chmod 640 "$settings.next"
}

with_settings() { (load "$settings.next" release.env && as_user "$@"); }

# as nobody: a process of the application's user could read the credentials of migrations
as_migrator() { (export MIGRATION_DATABASE_URL="${MIGRATION_DATABASE_URL:-}" && with_settings nobody "$@"); }

# The unit itself, in the same sandbox, with the new settings, behind its own socket alone.
prove() {
    rm -f "$SSGBAY_LOG/canary.log"
    mkdir -p /run/systemd/system
    place deploy/ssgbay@.service /run/systemd/system/ssgbay-canary@.service "$DEPLOYMENT_ID" \
        '/ssgbay\.socket/d; s/^Restart=.*/Restart=no/; s/ssgbay\.env$/&.next/; s/app\.log$/canary.log/'
    systemctl daemon-reload
    systemctl start "$canary" && listens "$DEPLOYMENT_ID" "$canary" && watch "$DEPLOYMENT_ID" 0
}

copy
cd "$release"
say "libraries"; libraries
say "settings"; fetch_settings
say "import check"; with_settings "$SSGBAY_USER" .venv/bin/python -c 'import app, historyUpdate; from auction import config; config.load()'
say "database"; as_migrator .venv/bin/python -m deploy.accounts
say "migrations"; as_migrator .venv/bin/python -m commands migrate
say "canary"
if ! prove; then
    { systemctl status --no-pager --lines 3 "$canary" | tail -n 3; tail -n 8 "$SSGBAY_LOG/canary.log"; } 2>&1 | cut -c1-200 >&2
    say "the canary failed its checks" >&2
    exit 1
fi
systemctl stop "$canary"
ended AfterInstall "release $DEPLOYMENT_ID has passed its tests"
