#!/usr/bin/env bash
# upload.sh FOLDER: a built page into its bucket. What index.html names is there before index.html says so, and what an
# older index.html names stays: somebody has that page open.
set -euo pipefail
cd "$1"
[ -s index.html ] && [ -d assets ] || { echo "$1 holds no built page" >&2; exit 1; }
# CloudFront compresses by itself; the .br and .gz beside each file are for the server's own page
plain=(--exclude '*.br' --exclude '*.gz' --exclude '.*')
aws s3 sync assets "s3://$BUCKET/assets" "${plain[@]}" --cache-control 'public, max-age=31536000, immutable' --only-show-errors
aws s3 sync . "s3://$BUCKET" "${plain[@]}" --exclude 'assets/*' --exclude index.html --cache-control 'public, max-age=300' \
    --only-show-errors
aws s3 cp index.html "s3://$BUCKET/index.html" --cache-control no-cache --only-show-errors
aws cloudfront create-invalidation --distribution-id "$DISTRIBUTION" --paths / /index.html --query Invalidation.Id --output text
