#!/usr/bin/env bash
# Starts the proven release beside the live one, behind the same socket, and flips `current`. Nothing is stopped yet.
set -euo pipefail
# shellcheck source=scripts/settings.sh
. "$(dirname "$(readlink -f "$0")")/settings.sh"
begin ApplicationStart AfterInstall
[ -d "$SSGBAY_HOME/releases/$DEPLOYMENT_ID" ] || refuse "release $DEPLOYMENT_ID is not there"
[ -r "$settings.next" ] || refuse "$settings.next is not there"

# only a release that once passed ValidateService is worth going back to
before=$(readlink "$SSGBAY_HOME/current" || true)
if [ -f "$before/.validated" ]; then ln -sfn "$before" "$SSGBAY_HOME/previous"; fi
mv -f "$settings.next" "$settings"
if ! go_live "$DEPLOYMENT_ID"; then
    say "release $DEPLOYMENT_ID does not start" >&2
    last_words
    withdraw "$DEPLOYMENT_ID" || true
    exit 1
fi
ended ApplicationStart "release $DEPLOYMENT_ID runs beside ${before##*/}"
