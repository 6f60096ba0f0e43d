#!/bin/sh
# Puts what the site takes from npm into build/npm, for `make site`. The stamp is written last: an
# install that was interrupted has none, and the next run repeats it.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
from=authoring/site/npm to=build/npm

if ! command -v npm >/dev/null; then
    echo "npm was not found. Install Node.js 20 or later, then run the same command again." >&2
    exit 1
fi
mkdir -p "$to"
cp "$from/formulas.js" "$to"
cat "$from/package.json" "$from/package-lock.json" | cmp -s - "$to/installed" && exit 0
echo "Installing what the site takes from npm into $to, the first time a minute."
cp "$from/package.json" "$from/package-lock.json" "$from/.npmrc" "$to"
(cd "$to" && npm ci --silent) || {
    echo "npm could not install it. Look at the network, then run the same command again." >&2
    exit 1
}
cat "$from/package.json" "$from/package-lock.json" >"$to/installed"
