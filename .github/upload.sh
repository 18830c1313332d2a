#!/usr/bin/env bash
# upload.sh FOLDER: upload a built page to its bucket. Assets go before the index.html that names them, and those of older
# pages stay, since somebody may have such a page open.
set -euo pipefail
cd "$1"
[ -s index.html ] && [ -d assets ] || { echo "$1 holds no built page" >&2; exit 1; }
# CloudFront compresses by itself; the .br and .gz beside each file are for the server's own page
plain=(--exclude '*.br' --exclude '*.gz' --exclude '.*')
aws s3 sync assets "s3://$BUCKET/assets" "${plain[@]}" --cache-control 'public, max-age=31536000, immutable' --only-show-errors
aws s3 sync . "s3://$BUCKET" "${plain[@]}" --exclude 'assets/*' --exclude index.html --exclude sw.js --cache-control 'public, max-age=300' \
    --only-show-errors
for name in sw.js index.html; do aws s3 cp "$name" "s3://$BUCKET/$name" --cache-control no-cache --only-show-errors; done
aws cloudfront create-invalidation --distribution-id "$DISTRIBUTION" --paths / /index.html /sw.js --query Invalidation.Id --output text
