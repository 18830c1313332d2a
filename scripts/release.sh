# shellcheck shell=bash
# Functions for a complete release: start, test, watch and withdraw it.
# shellcheck source=scripts/settings.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/settings.sh"

# the requests that test a release before it gets any others; they only read
pages=(/readyz '/api/items?limit=5' '/api/items?keyword=%EA%B0%80&limit=5' / /openapi.json /metrics)

# place SOURCE DESTINATION RELEASE [SED-COMMANDS]: write a rendered copy atomically, if it differs
place() {
    local new
    new=$(mktemp "$2.XXXXXX") || return 1
    sed -e "s|@home@|$SSGBAY_HOME|g" -e "s|@user@|$SSGBAY_USER|g" -e "s|@etc@|$SSGBAY_ETC|g" \
        -e "s|@log@|$SSGBAY_LOG|g" -e "s|@port@|$(port)|g" -e "s|@release@|$3|g" -e "${4:-}" "$1" > "$new" \
        || { rm -f "$new"; return 1; }
    chmod 644 "$new"
    if cmp -s "$new" "$2"; then rm -f "$new"; else mv -f "$new" "$2"; fi
}

# go_live ID: start that release beside the live one, behind the same open socket; `current` is switched by one rename.
# One chain of &&, because bash ignores `set -e` in a function whose result is tested.
go_live() {
    local folder=$SSGBAY_HOME/releases/$1 units=$SSGBAY_ETC/systemd/system
    place "$folder/deploy/ssgbay@.service" "$units/ssgbay@.service" "$1" \
        && place "$folder/deploy/ssgbay.socket" "$units/ssgbay.socket" "$1" \
        && ln -sfn "$folder" "$SSGBAY_HOME/current.new" && mv -fT "$SSGBAY_HOME/current.new" "$SSGBAY_HOME/current" \
        && systemctl daemon-reload && systemctl --quiet enable --now ssgbay.socket && systemctl start "ssgbay@$1.service" \
        && place "$folder/deploy/ssgbay.logrotate" "$SSGBAY_ETC/logrotate.d/ssgbay" "$1" \
        && place "$folder/deploy/ssgbay.cron" "$SSGBAY_ETC/cron.d/ssgbay" "$1" \
        && watch_closing "$folder" "$units"
}

# watch_closing FOLDER UNITS: the timer of deploy/watch.sh; a release from before it has none, and can still be rolled back to
watch_closing() {
    [ -e "$1/deploy/watch.sh" ] || return 0
    place "$1/deploy/ssgbay-watch.service" "$2/ssgbay-watch.service" '' \
        && place "$1/deploy/ssgbay-watch.timer" "$2/ssgbay-watch.timer" '' \
        && systemctl daemon-reload && systemctl --quiet enable --now ssgbay-watch.timer
}

# own ID PATH CURL-OPTION…: that release's answer, by the socket that only root can open and no other release shares
own() { curl -sS -m 10 --unix-socket "/run/ssgbay-$1/own.sock" "http://release$2" "${@:3}"; }

# sound ID: every page is answered with a status below 500; sets `said` to the first that was not
sound() {
    local item page status
    item=$(own "$1" '/api/items?limit=1' 2> /dev/null | grep -oE '"id": ?[0-9]+' | head -1 | tr -dc 0-9 || true)
    for page in "${pages[@]}" ${item:+"/api/items/$item" "/api/items/$item/bids"}; do
        status=$(own "$1" "$page" -o /dev/null -w '%{http_code}' 2>&1) || status="not at all ($status)"
        [[ $status == [1-4]?? ]] || { said="$page was answered $status"; return 1; }
    done
}

# listens ID UNIT: it answers something, within SSGBAY_PATIENCE seconds and as long as that unit runs
listens() {
    local end=$((SECONDS + SSGBAY_PATIENCE)) said
    until said=$(own "$1" /healthz -o /dev/null 2>&1); do
        if [ "$SECONDS" -ge "$end" ] || ! systemctl --quiet is-active "$2"; then say "$2 does not answer: $said" >&2; return 1; fi
        sleep 0.3
    done
}

# few_errors ID: fewer than three of all its answers, or at most one in a hundred, had a status of 500 or more
few_errors() {
    local bad all
    read -r bad all < <(own "$1" /metrics \
        | awk '/^ssgbay_requests_total\{/ { all += $2; if (/5xx/) bad += $2 } END { print bad + 0, all + 0 }')
    [ "$bad" -lt 3 ] || [ "$((bad * 100))" -le "$all" ] || { said="$bad of $all answers were 500 or more"; return 1; }
}

# watch ID [SECONDS]: check for so long that its pages answer and that clients get no errors from it
watch() {
    local end=$((SECONDS + ${2:-$SSGBAY_WATCH})) said=
    while [ "$SECONDS" -le "$end" ]; do
        if ! sound "$1" || ! few_errors "$1"; then say "release $1 fails: $said" >&2; return 1; fi
        sleep 0.5
    done
}

# answers ID: wait up to SSGBAY_PATIENCE seconds until /healthz of the public socket names that release
answers() {
    local end=$((SECONDS + SSGBAY_PATIENCE)) url
    url=http://127.0.0.1:$(port)/healthz
    until curl -fsS -m 5 "$url" 2>&1 | grep -qE "\"release\": *\"$1\""; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

# closes: run the closing job once as cron does, without this shell's environment
closes() {
    (cd / && as_user "$SSGBAY_USER" env -i SHELL=/bin/sh PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        flock -w 30 "$SSGBAY_HOME/shared/closing.lock" timeout -k 10 60 \
        bash "$SSGBAY_HOME/current/deploy/close.sh" "$settings")
}

# alone ID: stop every other release; each finishes its requests first
alone() {
    systemctl list-units --all --plain --no-legend 'ssgbay@*' | cut -d ' ' -f 1 \
        | { grep -vxF "ssgbay@$1.service" || true; } | xargs -r systemctl stop --no-block
}

# withdraw ID: roll back to the release validated before, which still serves, and stop this one
withdraw() {
    local before
    before=$(basename "$(readlink "$SSGBAY_HOME/previous")")
    systemctl stop --no-block "ssgbay@$1.service" || true
    [ -d "$SSGBAY_HOME/releases/$before" ] || { say "there is no release to roll back to" >&2; return 1; }
    say "rolling back to $before" >&2
    { go_live "$before" && answers "$before" && alone "$before"; } \
        || { say "$before does not answer either: see $SSGBAY_LOG/app.log" >&2; return 1; }
    say "$before serves" >&2
}

# mark_log: remember the end of the log for last_words.
mark_log() { log_size=$(stat -c %s "$SSGBAY_LOG/app.log" 2> /dev/null || echo 0); }

# last_words: print what was logged since mark_log, without answers below 500, which are the live release's.
# CodeDeploy shows the last 2,048 characters of a failed hook's output.
last_words() {
    tail -c "+$((log_size + 1))" "$SSGBAY_LOG/app.log" | grep -vE '"status": ?[1-4][0-9][0-9]' | tail -n 8 | cut -c1-200 >&2 || true
}
