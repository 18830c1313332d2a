# shellcheck shell=bash
# What the hooks share: places, one lock, the order of events, and how to say no. Defaults are production's.
defaults=${SSGBAY_DEFAULTS:-/etc/default/ssgbay}
# shellcheck source=/dev/null
if [ -r "$defaults" ]; then . "$defaults"; fi
: "${SSGBAY_HOME:=/home/ubuntu/ssgbay}" "${SSGBAY_USER:=ubuntu}" "${SSGBAY_ETC:=/etc}" "${SSGBAY_LOG:=/var/log/ssgbay}"
: "${SSGBAY_LOCK:=/run/lock/ssgbay.deploy}" "${SSGBAY_PYTHON:=python3}" "${SSGBAY_SPACE_MB:=1024}" "${SSGBAY_PATIENCE:=60}"
: "${SSGBAY_PARAMETERS:=}"
settings=$SSGBAY_ETC/ssgbay.env
ledger=$SSGBAY_HOME/deploying

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
refuse() { say "refused: $*. Nothing was changed." >&2; exit 1; }

# begin EVENT EVENT-BEFORE: the checks that every hook starts with. They change nothing.
begin() {
    [ "$(id -u)" -eq 0 ] || refuse "run as root, not as $(id -un); the CodeDeploy agent and deploy/install.sh do"
    [[ ${DEPLOYMENT_ID:-} =~ ^[A-Za-z0-9_-]{1,64}$ ]] || refuse "DEPLOYMENT_ID is not set; the agent or deploy/install.sh starts hooks"
    [ "${LIFECYCLE_EVENT:-}" = "$1" ] || refuse "this is the hook of $1, but LIFECYCLE_EVENT is '${LIFECYCLE_EVENT:-}'"
    take_turn
    in_order "$2"
    has_space
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
        [ "$id" != "$DEPLOYMENT_ID" ] || refuse "deployment $DEPLOYMENT_ID has been here already (after $event)"
    else
        [ "$id $event" = "$DEPLOYMENT_ID $1" ] || refuse "it follows $1 of $DEPLOYMENT_ID; here the last hook was '$id $event'"
    fi
}

has_space() {
    local place=$SSGBAY_HOME free
    while [ ! -d "$place" ]; do place=$(dirname "$place"); done
    free=$(df --output=avail -BM "$place" | tail -1 | tr -dc 0-9)
    [ "$free" -ge "$SSGBAY_SPACE_MB" ] || refuse "$place has $free MB free; $SSGBAY_SPACE_MB MB are needed"
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

# as_app COMMAND…: from the folder one stands in, as the application's user, never holding the deployment's lock
as_app() {
    HOME=/nonexistent exec setpriv --reuid "$SSGBAY_USER" --regid "$SSGBAY_USER" --init-groups --no-new-privs "$@" 9>&-
}

# what CodeDeploy shows of a failed deployment is the end of a hook's output
last_words() { tail -n 8 "$SSGBAY_LOG/app.log" | cut -c1-200 >&2 || true; }

port() { (load "$settings" && echo "${PORT:-5000}"); }

# place SOURCE DESTINATION RELEASE: a rendered copy of ours, whole or not at all, and only when it differs
place() {
    local new
    new=$(mktemp "$2.XXXXXX") || return 1
    sed -e "s|@home@|$SSGBAY_HOME|g" -e "s|@user@|$SSGBAY_USER|g" -e "s|@etc@|$SSGBAY_ETC|g" \
        -e "s|@log@|$SSGBAY_LOG|g" -e "s|@port@|$(port)|g" -e "s|@release@|$3|g" "$1" > "$new" || { rm -f "$new"; return 1; }
    chmod 644 "$new"
    if cmp -s "$new" "$2"; then rm -f "$new"; else mv -f "$new" "$2"; fi
}

# go_live ID: that release starts beside whatever serves, behind the same open socket; `current` becomes it in one rename.
# One chain, because bash forgets `set -e` wherever a caller asks whether this worked.
go_live() {
    local folder=$SSGBAY_HOME/releases/$1
    place "$folder/deploy/ssgbay@.service" "$SSGBAY_ETC/systemd/system/ssgbay@.service" "$1" \
        && place "$folder/deploy/ssgbay.socket" "$SSGBAY_ETC/systemd/system/ssgbay.socket" "$1" \
        && ln -sfn "$folder" "$SSGBAY_HOME/current.new" && mv -fT "$SSGBAY_HOME/current.new" "$SSGBAY_HOME/current" \
        && systemctl daemon-reload && systemctl --quiet enable --now ssgbay.socket && systemctl start "ssgbay@$1.service" \
        && place "$folder/deploy/ssgbay.logrotate" "$SSGBAY_ETC/logrotate.d/ssgbay" "$1" \
        && place "$folder/deploy/ssgbay.cron" "$SSGBAY_ETC/cron.d/ssgbay" "$1"
}

# answers ID: up to SSGBAY_PATIENCE seconds until the live socket's /healthz names that release
answers() {
    local end=$((SECONDS + SSGBAY_PATIENCE)) url
    url=http://127.0.0.1:$(port)/healthz
    until curl -fsS -m 5 "$url" 2>&1 | grep -qE "\"release\": *\"$1\""; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

# alone ID: every other release finishes its requests and ends, in its own time
alone() {
    systemctl list-units --all --plain --no-legend 'ssgbay@*' | cut -d ' ' -f 1 \
        | { grep -vxF "ssgbay@$1.service" || true; } | xargs -r systemctl stop --no-block
}

# withdraw ID: the release that was validated before is the only one again; it has not stopped serving
withdraw() {
    local before
    before=$(basename "$(readlink "$SSGBAY_HOME/previous")")
    [ -d "$SSGBAY_HOME/releases/$before" ] || { say "there is no release to go back to" >&2; return 1; }
    say "going back to $before" >&2
    systemctl stop "ssgbay@$1.service" || true
    { go_live "$before" && answers "$before" && alone "$before"; } \
        || { say "and $before does not answer either: look at $SSGBAY_LOG/app.log" >&2; return 1; }
    say "$before serves" >&2
}
