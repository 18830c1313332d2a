#!/usr/bin/env bash
# The public socket must answer as this deployment and its closing job must run; then the previous release is stopped, or
# else this one. Keeps five good releases.
set -euo pipefail
# shellcheck source=scripts/release.sh
. "$(dirname "$(readlink -f "$0")")/release.sh"
begin ValidateService ApplicationStart

fail() {
    say "$1" >&2
    withdraw "$DEPLOYMENT_ID" || true
    last_words
    exit 1
}

# the five newest that have served, and the one to roll back to, with the libraries that they share
prune() {
    local kept used folder
    # shellcheck disable=SC2012  # names are deployment ids, checked on the way in; ls sorts by time
    kept=$(ls -1t "$SSGBAY_HOME"/releases/*/.validated | head -n 5; echo "$(readlink "$SSGBAY_HOME/previous")/.validated")
    for folder in "$SSGBAY_HOME"/releases/*; do
        grep -qxF "$folder/.validated" <<< "$kept" || rm -rf "$folder"
    done
    used=$(readlink "$SSGBAY_HOME"/releases/*/.venv || true)
    for folder in "$SSGBAY_HOME"/venvs/*; do
        grep -qxF "$folder" <<< "$used" || rm -rf "$folder"
    done
}

mark_log
answers "$DEPLOYMENT_ID" || fail "/healthz does not name $DEPLOYMENT_ID after $SSGBAY_PATIENCE s"
closed=$(closes 2>&1) || fail "the closing job of $DEPLOYMENT_ID fails: $(tail -n 5 <<< "$closed" | cut -c1-300)"
say "closing: $closed"
alone "$DEPLOYMENT_ID"
touch "$SSGBAY_HOME/releases/$DEPLOYMENT_ID/.validated"
prune
ended ValidateService "release $DEPLOYMENT_ID serves"
