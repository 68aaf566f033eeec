#!/usr/bin/env bash
# The chat short by our engine; what it says of the render goes into a file beside OUT that ends in .json. Arguments after OUT go
# to compose.py, such as --threads 1 --lookahead 2.
#
# Usage: reelspeed_chat.sh OUT [OPTION...]
set -euo pipefail
. "$(dirname "$0")/env.sh"
out="$1"
shift
[ -x "$REELSPEED" ] || die "$REELSPEED is missing; run make build"
document="$(python3 "$here/compose.py" "$layout" "$PEERS_MEDIA" "$@")"
exec "$REELSPEED" render - --json --quiet -o "$out" <<<"$document" >"${out%.*}.json"
