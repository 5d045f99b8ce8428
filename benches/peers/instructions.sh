#!/bin/sh
# Instructions an event of W2, under callgrind, by the file they were written in. README.md says what it means.
set -eu
cd "$(dirname "$0")/../.."
need() {
    if ! command -v "$1" >/dev/null; then
        echo "error: $1 is not there. Install it (Debian, Ubuntu: apt install $2; Fedora: dnf install $2)" >&2
        exit 1
    fi
}
need valgrind valgrind
need addr2line binutils
need python3 python3
mkdir -p "${CARGO_TARGET_DIR:-target}/peers"
peers=$(cd "${CARGO_TARGET_DIR:-target}/peers" && pwd)
program=$(sh benches/peers/build.sh)

# Two counts of replications, so that whatever is done once cancels out.
for replications in 100 500; do
    counts=$peers/instructions-$replications
    rm -f "$counts.callgrind" "$counts.events"
    if ! valgrind --tool=callgrind --callgrind-out-file="$counts.callgrind" --dump-instr=yes --compress-strings=no \
        --compress-pos=no "$program" w2 kernel "$replications" >"$counts.events" 2>"$counts.log"; then
        cat "$counts.log" >&2
        echo "error: valgrind failed on the bench program" >&2
        exit 1
    fi
done
exec python3 -B benches/peers/instructions.py "$program" "$peers/instructions-100" "$peers/instructions-500"
