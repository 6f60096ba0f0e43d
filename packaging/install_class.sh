#!/bin/sh
# Brings .venv and class/proxy to what a class server needs, for `make class`. The stamp beside
# the proxy is written last: an install that was interrupted has none, and the next run repeats it.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
sh packaging/install.sh class

wanted() {
    node --version
    cat class/proxy/package-lock.json
}

newest_old_node=19
if ! major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null) ||
    [ "$major" -le "$newest_old_node" ] || ! command -v npm >/dev/null; then
    echo "The proxy of the class server needs Node.js 20 or newer, with npm." >&2
    echo "Install it (on Debian and Ubuntu: nodejs and npm), then run the same command again." >&2
    exit 1
fi
stamp=class/proxy/node_modules/installed
wanted | cmp -s - "$stamp" && exit 0
echo "Installing the proxy into class/proxy."
npm ci --prefix class/proxy --silent || {
    echo "The proxy could not be installed: look at the network, then run the same command again." >&2
    exit 1
}
wanted >"$stamp"
