#!/usr/bin/env bash
# The live socket must answer as this deployment; then the release before ends, else this one does. Keeps five releases.
set -euo pipefail
# shellcheck source=scripts/settings.sh
. "$(dirname "$(readlink -f "$0")")/settings.sh"
begin ValidateService ApplicationStart

# the five newest, and the one to go back to, with the libraries that they share
prune() {
    local used folder
    # shellcheck disable=SC2012  # names are deployment ids, checked on the way in; the order of time is what ls knows
    ls -1td "$SSGBAY_HOME"/releases/*/ | tail -n +6 | while read -r folder; do
        [ "${folder%/}" = "$(readlink "$SSGBAY_HOME/previous")" ] || rm -rf "$folder"
    done
    used=$(readlink "$SSGBAY_HOME"/releases/*/.venv || true)
    for folder in "$SSGBAY_HOME"/venvs/*; do
        grep -qxF "$folder" <<< "$used" || rm -rf "$folder"
    done
}

if ! answers "$DEPLOYMENT_ID"; then
    say "/healthz does not name $DEPLOYMENT_ID after $SSGBAY_PATIENCE s" >&2
    last_words
    withdraw "$DEPLOYMENT_ID" || true
    exit 1
fi
alone "$DEPLOYMENT_ID"
touch "$SSGBAY_HOME/releases/$DEPLOYMENT_ID/.validated"
prune
ended ValidateService "release $DEPLOYMENT_ID serves"
