#!/bin/sh
# W2 on SimPy beside ours: `simpy.sh [PAIRS]`, with PYTHON=... to choose the interpreter. README.md says what it means.
set -eu
pairs=${1:-9}
case $pairs in
    '' | 0 | *[!0-9]*) echo "error: '$pairs' is not a number of pairs; try simpy.sh 9" >&2; exit 1 ;;
esac
if ! python=$("${PYTHON:-python3}" -c 'import sys; print(sys.executable)'); then
    echo "error: '${PYTHON:-python3}' does not run; name a Python with PYTHON=..." >&2
    exit 1
fi
cd "$(dirname "$0")/../.."
version=4.1.1
mkdir -p "${CARGO_TARGET_DIR:-target}/peers"
peers=$(cd "${CARGO_TARGET_DIR:-target}/peers" && pwd)
home=$peers/simpy-$("$python" -c 'import platform, sys, zlib
print(platform.python_version(), format(zlib.crc32(sys.executable.encode()), "x"), sep="-")')
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# The Python that has SimPy: of a virtual environment in $home, or the chosen one with $home as a folder of packages.
with_simpy() {
    if [ -x "$home/bin/python" ]; then
        PYTHONPATH='' "$home/bin/python" -B "$@"
    else
        PYTHONPATH=$home "$python" -B "$@"
    fi
}
ready() {
    [ "$(with_simpy -c 'import simpy; print(simpy.__version__)' 2>/dev/null)" = $version ]
}
install() {
    rm -rf "$home"
    if "$python" -c 'import ensurepip, venv' 2>/dev/null && "$python" -m venv "$home"; then
        "$home/bin/python" -m pip install --quiet simpy==$version
        return
    fi
    # Debian's Python comes without ensurepip and often without pip; SimPy is pure Python, so that any pip will do.
    rm -rf "$home"
    for pip in "$python -m pip" pip3 pip; do
        if $pip --version >/dev/null 2>&1; then
            $pip install --quiet --target "$home" simpy==$version
            return
        fi
    done
    echo "error: $python has neither ensurepip nor pip, and there is no pip on the path" >&2
    exit 1
}

if ! ready; then
    echo "installing SimPy $version for $("$python" --version)" >&2
    install
    if ! ready; then
        echo "error: pip has run, but $("$python" --version) finds no SimPy $version" >&2
        exit 1
    fi
fi
program=$(sh benches/peers/build.sh)
with_simpy benches/peers/race.py "$program" "$pairs"
