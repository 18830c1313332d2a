# shellcheck shell=bash
# Shared by the hooks: paths, one lock, the order of events, and errors. The defaults are those of production.
defaults=${SSGBAY_DEFAULTS:-/etc/default/ssgbay}
# shellcheck source=/dev/null
if [ -r "$defaults" ]; then . "$defaults"; fi
: "${SSGBAY_HOME:=/home/ubuntu/ssgbay}" "${SSGBAY_USER:=ssgbay}" "${SSGBAY_ETC:=/etc}" "${SSGBAY_LOG:=/var/log/ssgbay}"
: "${SSGBAY_LOCK:=/run/lock/ssgbay.deploy}" "${SSGBAY_PYTHON:=python3}" "${SSGBAY_SPACE_MB:=1024}" "${SSGBAY_PATIENCE:=60}"
: "${SSGBAY_PARAMETERS:=}" "${SSGBAY_WATCH:=10}"
settings=$SSGBAY_ETC/ssgbay.env
# MIGRATION_DATABASE_URL alone, for the hooks; the application never reads it
# shellcheck disable=SC2034  # used where this is sourced
migration_settings=$SSGBAY_ETC/ssgbay.migrations.env
ledger=$SSGBAY_HOME/deploying

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
refuse() { say "refused: $*. Nothing was changed." >&2; exit 1; }

# begin EVENT EVENT-BEFORE: the checks at the start of every hook. They change nothing.
begin() {
    [ "$(id -u)" -eq 0 ] || refuse "run as root, not as $(id -un); the CodeDeploy agent and deploy/install.sh do"
    [[ ${DEPLOYMENT_ID:-} =~ ^[A-Za-z0-9_-]{1,64}$ ]] || refuse "DEPLOYMENT_ID is not set; the agent or deploy/install.sh starts hooks"
    [ "${LIFECYCLE_EVENT:-}" = "$1" ] || refuse "this is the hook of $1, but LIFECYCLE_EVENT is '${LIFECYCLE_EVENT:-}'"
    take_turn
    in_order "$2"
    has_space "$SSGBAY_HOME" "$SSGBAY_SPACE_MB"
    has_space "$SSGBAY_ETC" 1
    has_space "$SSGBAY_LOG" 1
}

take_turn() {
    exec 9>>"$SSGBAY_LOCK"
    flock -n 9 || refuse "another deployment hook is running on this machine"
}

# The ledger holds one line, "deployment event": the last hook that ended well.
in_order() {
    local id='' event=''
    if [ -r "$ledger" ]; then read -r id event < "$ledger" || true; fi
    if [ "$1" = none ]; then
        [ "$id" != "$DEPLOYMENT_ID" ] || refuse "deployment $DEPLOYMENT_ID was installed here before (up to $event)"
    else
        [ "$id $event" = "$DEPLOYMENT_ID $1" ] || refuse "it follows $1 of $DEPLOYMENT_ID; here the last hook was '$id $event'"
    fi
}

# has_space FOLDER MB: the folder, or the nearest one above it that exists
has_space() {
    local place=$1 free
    while [ ! -d "$place" ]; do place=$(dirname "$place"); done
    free=$(df --output=avail -BM "$place" | tail -1 | tr -dc 0-9)
    [ "$free" -ge "$2" ] || refuse "$place has $free MB free; $2 MB are needed"
}

# has_settings FILE: check that it has the settings without which the application cannot start
has_settings() {
    local name
    [ -r "$1" ] || refuse "there is no $1, and SSGBAY_PARAMETERS is not set"
    for name in DATABASE_URL JWT_SECRET_KEY; do
        (unset "$name" && load "$1" && [ -n "${!name:-}" ]) || refuse "$1 does not set $name"
    done
}

# port_is_free: nothing but our own socket may listen on the port, at the first installation or after PORT has changed
port_is_free() {
    local port who
    port=$(port)
    if systemctl --quiet is-active ssgbay.socket &&
        systemctl show --property=Listen --value ssgbay.socket | grep -qE ":$port \(Stream\)"; then return; fi
    if "$SSGBAY_PYTHON" -c 'import socket, sys; socket.create_server(("", int(sys.argv[1])))' "$port" 2> /dev/null; then return; fi
    who=$(ss -Hltnp "sport = :$port" 2> /dev/null | grep -oE '"[^"]+",pid=[0-9]+' | head -1 || true)
    refuse "port $port is taken${who:+ by $who}. Set another PORT in $settings, or stop what listens there"
}

ended() { printf '%s %s\n' "$DEPLOYMENT_ID" "$1" > "$ledger.new" && mv -f "$ledger.new" "$ledger" && say "$2"; }

# load FILE…: settings files in this shell, exported. systemd and bash both read NAME='value'.
load() {
    local file
    set -a
    # shellcheck source=/dev/null
    for file in "$@"; do . "$file" || return; done
    set +a
}

# as_user USER COMMAND…: in the current folder, without the deployment's lock. Replaces the (sub)shell that calls it.
as_user() {
    local user=$1
    shift
    HOME=/nonexistent exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups --no-new-privs "$@" 9>&-
}

port() { (if [ -r "$settings" ]; then load "$settings"; fi && echo "${PORT:-5000}"); }
