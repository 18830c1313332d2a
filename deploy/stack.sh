# shellcheck shell=bash
# For an operator's shell, from a checkout: . deploy/stack.sh
# Another stack or region than these: set STACK or AWS_DEFAULT_REGION before.
export STACK="${STACK:-ssgbay}" AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-ap-northeast-2}"

# out NAME: one output of the stack
out() {
    aws cloudformation describe-stacks --stack-name "$STACK" --output text \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

# redeploy [DEPLOYMENT]: the revision of that deployment once more, without building or testing it; without an id, of what is
# live. Waits for every machine. Alarms are not looked at: they may be on for the very reason that this mends.
redeploy() {
    local options=(--override-alarm-configuration enabled=false)
    if [ -n "${1:-}" ]; then
        options+=(--revision "$(aws deploy get-deployment --deployment-id "$1" --query deploymentInfo.revision --output json)")
        options+=(--description "again: $1")
    fi
    APPLICATION=$STACK .github/deploy.sh again "${options[@]}"
}
