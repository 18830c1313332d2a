#!/usr/bin/env bash
# Starts a deployment of the revision that was just pushed, waits for it, and fails with what the machines said.
set -euo pipefail
id=$(aws deploy create-deployment --application-name "$APPLICATION" --deployment-group-name live \
    --s3-location "bucket=$BUCKET,key=$GITHUB_SHA.zip,bundleType=zip" --description "$GITHUB_SHA" \
    --query deploymentId --output text)
echo "deployment $id"
# the waiter gives up after 30 minutes
if aws deploy wait deployment-successful --deployment-id "$id"; then exit 0; fi
aws deploy get-deployment --deployment-id "$id" --query 'deploymentInfo.[status,errorInformation.message]' --output text
read -ra targets <<< "$(aws deploy list-deployment-targets --deployment-id "$id" --query 'targetIds' --output text)"
# shellcheck disable=SC2016  # the backquotes are the query's own
aws deploy batch-get-deployment-targets --deployment-id "$id" --target-ids "${targets[@]}" --output text --query \
    'deploymentTargets[].instanceTarget.lifecycleEvents[?status==`Failed`].[lifecycleEventName,diagnostics.message,diagnostics.logTail][]'
exit 1
