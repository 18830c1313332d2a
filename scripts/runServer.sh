#!/usr/bin/env bash
# Starts the tested release beside the live one, behind the same socket, switches `current`, and watches its answers.
set -euo pipefail
# shellcheck source=scripts/release.sh
. "$(dirname "$(readlink -f "$0")")/release.sh"
begin ApplicationStart AfterInstall
[ -d "$SSGBAY_HOME/releases/$DEPLOYMENT_ID" ] || refuse "release $DEPLOYMENT_ID does not exist"
[ -r "$settings.next" ] || refuse "$settings.next does not exist"

# only a release that has passed ValidateService can be rolled back to
before=$(readlink "$SSGBAY_HOME/current" || true)
if [ -f "$before/.validated" ]; then ln -sfn "$before" "$SSGBAY_HOME/previous"; fi
mark_log
mv -f "$settings.next" "$settings"
if ! go_live "$DEPLOYMENT_ID" || ! listens "$DEPLOYMENT_ID" "ssgbay@$DEPLOYMENT_ID.service" || ! watch "$DEPLOYMENT_ID"; then
    say "release $DEPLOYMENT_ID failed its checks" >&2
    withdraw "$DEPLOYMENT_ID" || true
    last_words
    exit 1
fi
ended ApplicationStart "release $DEPLOYMENT_ID runs beside ${before##*/}"
