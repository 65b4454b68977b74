#!/bin/sh
# The servers and the browser that the suite tries the product with. What is missing is installed where that may be
# done: by root on Debian or one of its children. Anywhere else the tests that need it are skipped, and say so.
# INSTALL=no leaves the machine as it is.
set -eu

missing=""
wants() {
    package=$1
    shift
    for command in "$@"; do
        if command -v "$command" >/dev/null || ls $command >/dev/null 2>&1; then return; fi
    done
    missing="$missing $package"
}

PATH=$PATH:/usr/sbin:/usr/local/sbin
wants mariadb-server mariadbd
wants postgresql '/usr/lib/postgresql/*/bin/postgres' postgres
wants redis-server redis-server
wants chromium chromium chromium-browser google-chrome
wants nodejs node
wants zbar-tools zbarimg

[ -n "$missing" ] || exit 0
[ "${INSTALL:-yes}" = yes ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0

echo "Installing from Debian's packages:$missing …"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    rm -f "$log"
else
    tail -n 15 "$log" >&2
    echo "Not everything could be installed; all of it is in $log" >&2
fi
