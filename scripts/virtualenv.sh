#!/bin/sh
# Makes the virtual environment in .venv, unless it is there and whole, and installs the requirements file named.
# Where something of Python itself is missing it says what, and what to type.
set -eu
requirements=$1

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Tandem needs Python 3.11 or newer; python3 here is: $(python3 --version 2>&1 || true)" >&2
    echo "Install one (Debian 12 and later: apt-get install python3 python3-venv; macOS: brew install python3)" >&2
    echo "or name it: make run PYTHON=/path/to/python3.11" >&2
    exit 1
}

can_make_environments() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_venv_module() {
    if command -v apt-get >/dev/null; then
        echo "Python's venv module is missing; installing Debian's package python3-venv …"
        as_root apt-get install -y -q python3-venv >/dev/null 2>&1 ||
            { as_root apt-get update -q && as_root apt-get install -y -q python3-venv; } >/dev/null 2>&1 || true
    fi
    if ! can_make_environments "$1"; then
        echo "Python's venv module is missing. On Debian and Ubuntu, type: sudo apt-get install python3-venv" >&2
        exit 1
    fi
}

# The environment knows its own folder by name, so one that was moved or copied here is made anew.
is_whole() {
    [ "$(cat .venv/made-in 2>/dev/null)" = "$PWD" ] && new_enough .venv/bin/python
}

if ! is_whole; then
    python=$(find_python)
    can_make_environments "$python" || install_venv_module "$python"
    echo "Making the virtual environment in .venv …"
    "$python" -m venv --clear .venv
    printf '%s' "$PWD" >.venv/made-in
fi
echo "Installing $requirements …"
.venv/bin/python -m pip install -qq --disable-pip-version-check -r "$requirements"
