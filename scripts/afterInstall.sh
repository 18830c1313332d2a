#!/usr/bin/env bash
# Makes the new release whole and proves it beside the live one: copy, libraries, settings, import, migrations, canary.
set -euo pipefail
# shellcheck source=scripts/settings.sh
. "$(dirname "$(readlink -f "$0")")/settings.sh"
begin AfterInstall BeforeInstall
release=$SSGBAY_HOME/releases/$DEPLOYMENT_ID
[ ! -e "$release" ] || refuse "$release exists already"
[ -f "$SSGBAY_HOME/incoming/requirements.txt" ] || refuse "$SSGBAY_HOME/incoming holds no revision"

undo() {
    if [ "$1" -eq 0 ]; then return; fi
    rm -rf "$release" "$settings.next" "${canary:-}"
    say "failed; the new release is removed and the live one goes on" >&2
}
trap 'undo $?' EXIT

copy() {
    cp -a --no-preserve=ownership "$SSGBAY_HOME/incoming" "$release"
    chmod -R u=rwX,go=rX "$release"
    touch "$release"
    printf "%s='%s'\n" APP_ENV production RELEASE "$DEPLOYMENT_ID" RESOURCES_DIR "$SSGBAY_HOME/shared/resources" \
        PYTHONDONTWRITEBYTECODE 1 > "$release/release.env"
}

# One environment per set of requirements, shared by the releases that have it; --no-deps: nothing that is not pinned comes in.
libraries() {
    local print folder
    print=$({ cat requirements.txt constraints.txt; "$SSGBAY_PYTHON" -VV; uname -m; } | sha256sum | cut -c1-16)
    folder=$SSGBAY_HOME/venvs/$print
    [ -f "$folder/.whole" ] || build "$folder" || { rm -rf "$folder"; return 1; }
    ln -s "$folder" .venv
    "$SSGBAY_PYTHON" -m compileall -q -x '[\\/](\.venv|tests|node_modules)[\\/]' .
}

build() {
    say "building $1 from requirements.txt"
    rm -rf "$1"
    "$SSGBAY_PYTHON" -m venv "$1" \
        && "$1/bin/python" -m pip install -q --disable-pip-version-check --no-input --no-deps -r requirements.txt \
        && "$1/bin/python" -m pip check -q && chmod -R go+rX "$1" && touch "$1/.whole"
}

# From SSM and Secrets Manager where SSGBAY_PARAMETERS names a path there; else the file that stands is the truth.
fetch_settings() {
    if [ -n "$SSGBAY_PARAMETERS" ]; then
        (umask 077 && .venv/bin/python -m deploy.environment "$SSGBAY_PARAMETERS" > "$settings.next")
    else
        [ -r "$settings" ] || { say "there is no $settings, and SSGBAY_PARAMETERS is not set" >&2; return 1; }
        (umask 077 && cat "$settings" > "$settings.next")
    fi
    chown "root:$SSGBAY_USER" "$settings.next"
    chmod 640 "$settings.next"
}

# replaces the (sub)shell that calls it
with_settings() { load "$settings.next" release.env && as_app "$@"; }

prove() {
    local port pid status=1 end=$((SECONDS + SSGBAY_PATIENCE))
    port=$(.venv/bin/python -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
    canary=$(mktemp -d /tmp/ssgbay-canary.XXXXXX)
    chown "$SSGBAY_USER" "$canary"
    # a folder of its own: the live workers' metrics must not be wiped
    with_settings env DATA_DIR="$canary" WEB_CONCURRENCY=1 .venv/bin/gunicorn -b "127.0.0.1:$port" > "$canary/log" 2>&1 &
    pid=$!
    while [ "$SECONDS" -lt "$end" ] && kill -0 "$pid" 2> /dev/null; do
        if curl -fsS -m 5 -o "$canary/answer" "http://127.0.0.1:$port/readyz" 2> "$canary/why"; then status=0; break; fi
        sleep 0.3
    done
    kill "$pid" 2> /dev/null || true
    wait "$pid" || true
    [ "$status" -eq 0 ] || tail -n 12 "$canary/why" "$canary/log" >&2
    rm -rf "$canary"
    return "$status"
}

copy
cd "$release"
say "libraries"; libraries
say "settings"; fetch_settings
say "import check"; (with_settings .venv/bin/python -c 'import app, historyUpdate; from auction import config; config.load()')
say "migrations"; (with_settings .venv/bin/python -m commands migrate)
say "canary"; prove || { say "the canary never answered 200 at /readyz" >&2; exit 1; }
ended AfterInstall "release $DEPLOYMENT_ID is proven and waits"
