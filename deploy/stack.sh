# shellcheck shell=bash
# For an operator's shell, from a checkout: . deploy/stack.sh
# For another stack or region set STACK or AWS_DEFAULT_REGION before.
export STACK="${STACK:-ssgbay}" AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-ap-northeast-2}"

# out NAME: one output of the stack
out() {
    aws cloudformation describe-stacks --stack-name "$STACK" --output text \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

# redeploy [DEPLOYMENT]: deploy the revision of that deployment again, without building or testing it; without an id, the live
# one. Waits for every machine. Ignores alarms: they may be on for the very reason that this resolves.
redeploy() {
    local options=(--override-alarm-configuration enabled=false)
    if [ -n "${1:-}" ]; then
        options+=(--revision "$(aws deploy get-deployment --deployment-id "$1" --query deploymentInfo.revision --output json)")
        options+=(--description "again: $1")
    fi
    APPLICATION=$STACK .github/deploy.sh again "${options[@]}"
}
