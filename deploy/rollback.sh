#!/usr/bin/env bash
# Brings a kept release back on this machine, without AWS: sudo deploy/rollback.sh [RELEASE]. Without one, it lists them.
set -euo pipefail
# shellcheck source=scripts/release.sh
. "$(dirname "$(readlink -f "$0")")/../scripts/release.sh"
[ "$(id -u)" -eq 0 ] || refuse "run as root"
if [ $# -eq 0 ]; then
    printf 'live:  %s\nkept:\n' "$(basename "$(readlink "$SSGBAY_HOME/current")")"
    for release in "$SSGBAY_HOME"/releases/*/.validated; do basename "$(dirname "$release")"; done
    exit 0
fi
live=$(readlink "$SSGBAY_HOME/current" || true)
[ -f "$SSGBAY_HOME/releases/$1/.validated" ] || refuse "$1 is no release that has served here"
[ "$live" != "$SSGBAY_HOME/releases/$1" ] || refuse "$1 is live"
take_turn
if go_live "$1" && answers "$1"; then
    alone "$1"
    say "$1 serves; the tables stay as they are"
else
    say "$1 does not answer; ${live##*/} stays" >&2
    systemctl stop "ssgbay@$1.service"
    go_live "${live##*/}"
    exit 1
fi
