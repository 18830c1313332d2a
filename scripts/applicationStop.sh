#!/usr/bin/env bash
# Does nothing: it runs from the previous revision, even a failed one, while the live release keeps serving.
set -euo pipefail
echo "applicationStop.sh: nothing to stop; the live release serves until the next one is proven"
