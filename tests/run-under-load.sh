#!/usr/bin/env bash
# run-under-load.sh [RUNS [FILTER]]: runs the tests (10 times; all of them, or those of a `dotnet test` filter) with a busy loop
# on each core and three projects side by side, and prints each failure with its run. A test that fails only sometimes is a fault. Exit code 1: some failed.
set -uo pipefail
cd "$(dirname "$0")/.."
runs=${1:-10}
filter=(${2:+--filter "$2"})
logs=$(mktemp -d)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build ActorProxy.sln -v q -clp:NoSummary || exit 1

loops=()
trap 'kill "${loops[@]}" 2>/dev/null' EXIT
for _ in $(seq "$(nproc)"); do
  # Ends by itself, too, where this script is killed.
  (while [ "$SECONDS" -lt 36000 ] && kill -0 $$ 2>/dev/null; do for ((i = 0; i < 1000000; i++)); do :; done; done) &
  loops+=($!)
done

failures=0
for run in $(seq "$runs"); do
  log=$logs/$run.log
  dotnet test ActorProxy.sln -m:3 --no-build "${filter[@]}" >"$log" 2>&1
  status=$?
  # A test host that crashed has no failed test.
  grep -E '^ +Failed |Test host process crashed' "$log" | sort -u | sed "s/^ */run $run: /"
  [ "$status" -eq 0 ] || failures=$((failures + 1))
done
echo "$((runs - failures)) of $runs runs without a failure; logs in $logs"
[ "$failures" -eq 0 ]
