#!/usr/bin/env bash
# Deploys the revision that was just pushed, waits, and fails with what each machine said unless all of them succeeded.
set -euo pipefail
id=$(aws deploy create-deployment --application-name "$APPLICATION" --deployment-group-name live \
    --s3-location "bucket=$BUCKET,key=$GITHUB_SHA.zip,bundleType=zip" --description "$GITHUB_SHA" \
    --query deploymentId --output text)
echo "deployment $id"

# the waiter gives up after 30 minutes
waited=0
aws deploy wait deployment-successful --deployment-id "$id" || waited=$?
if [ "$waited" -ne 0 ]; then
    aws deploy get-deployment --deployment-id "$id" --output text \
        --query 'deploymentInfo.[status,errorInformation.code,errorInformation.message]'
fi

# with one machine at a time, CodeDeploy reports success even if the last one failed, so each is checked
read -ra targets <<< "$(aws deploy list-deployment-targets --deployment-id "$id" --query targetIds --output text)"
[ "${targets[0]:-None}" != None ] || { echo "deployment $id reached no machine" >&2; exit 1; }
failed=()
ask() { aws deploy batch-get-deployment-targets --deployment-id "$id" --target-ids "$1" --output text --query "$2"; }
for target in "${targets[@]}"; do
    status=$(ask "$target" 'deploymentTargets[0].instanceTarget.status')
    echo "$target $status"
    [ "$status" != Succeeded ] || continue
    failed+=("$target")
    # shellcheck disable=SC2016  # the backquotes are the query's own
    ask "$target" \
        'deploymentTargets[].instanceTarget.lifecycleEvents[?status==`Failed`].[lifecycleEventName,diagnostics.message,diagnostics.logTail][]'
done
if [ "${#failed[@]}" -gt 0 ]; then
    echo "::error::deployment $id did not succeed on ${failed[*]}" >&2
    exit 1
fi
exit "$waited"
