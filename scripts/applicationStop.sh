#!/usr/bin/env bash
# Stops nothing: this runs from the revision before, even one that failed, while the live release goes on serving.
set -euo pipefail
echo "applicationStop.sh: nothing to stop; the live release serves until the next one is proven"
