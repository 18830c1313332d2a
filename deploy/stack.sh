# shellcheck shell=bash
# For an operator's shell, from a checkout: . deploy/stack.sh
# Another stack or region than these: set STACK or AWS_DEFAULT_REGION before.
export STACK="${STACK:-ssgbay}" AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-ap-northeast-2}"

# out NAME: one output of the stack
out() {
    aws cloudformation describe-stacks --stack-name "$STACK" --output text \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

# redeploy [DEPLOYMENT]: the revision of that deployment once more, without building or testing it; without an id, of the
# last one that succeeded. Alarms are not looked at: they may be red for the very reason that this mends.
redeploy() {
    local id=${1:-}
    [ -n "$id" ] || id=$(aws deploy get-deployment-group --application-name "$STACK" --deployment-group-name live \
        --query deploymentGroupInfo.lastSuccessfulDeployment.deploymentId --output text)
    aws deploy create-deployment --application-name "$STACK" --deployment-group-name live \
        --revision "$(aws deploy get-deployment --deployment-id "$id" --query deploymentInfo.revision --output json)" \
        --override-alarm-configuration enabled=false --description "again $id" --query deploymentId --output text
}
