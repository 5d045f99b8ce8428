#!/bin/sh
# Builds the bench program `workloads` and prints its path, which cargo alone knows.
set -eu
cd "$(dirname "$0")/../.."
messages=$(cargo bench --bench workloads --no-run --message-format=json-render-diagnostics)
program=$(printf '%s\n' "$messages" | sed -n 's|.*"executable":"\([^"]*/workloads-[^"/]*\)".*|\1|p' | tail -n 1)
if [ ! -x "$program" ]; then
    echo "error: cargo built the bench 'workloads' but named no program for it" >&2
    exit 1
fi
printf '%s\n' "$program"
