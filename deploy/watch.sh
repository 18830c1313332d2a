#!/usr/bin/env bash
# Alarms when ended auctions have waited three minutes for their closing, or nothing answers: watch.sh PORT. A systemd timer
# runs it every minute, so it does not need the cron that it watches. SSGBAY_ALARM, a command in /etc/default/ssgbay, gets
# the text on its standard input, once when it begins and once when it is over. Without it, see the failed unit and the journal.
set -euo pipefail
url=http://127.0.0.1:$1
state=$RUNTIME_DIRECTORY/alarmed

alarm() {
    printf '%s\n' "$1"
    if [ -n "${SSGBAY_ALARM:-}" ]; then printf '%s: %s\n' "$(hostname)" "$1" | bash -c "$SSGBAY_ALARM"; fi
}

trouble() {
    local late
    if ! curl -fsS -m 5 --retry 3 --retry-delay 3 --retry-all-errors -o /dev/null "$url/readyz"; then
        echo "서버나 데이터베이스가 응답하지 않아요. · The server or its database does not answer."
        return
    fi
    late=$(curl -fsS -m 20 "$url/metrics" | sed -n 's/^ssgbay_closing_late_seconds \([0-9]*\).*/\1/p')
    if [ "${late:-0}" -gt 180 ]; then
        echo "끝난 경매가 ${late}초째 마감되지 않았어요. · Ended auctions have waited $late s for their closing."
    fi
}

text=$(trouble)
if [ -n "$text" ]; then
    [ -e "$state" ] || alarm "$text"
    touch "$state"
    exit 1
fi
[ ! -e "$state" ] || alarm "경매가 다시 제때 마감돼요. · Auctions close in time again."
rm -f "$state"
