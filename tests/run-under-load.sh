#!/usr/bin/env bash
# run-under-load.sh [RUNS [FILTER]]: runs the tests (10 times; all of them, or those of a `dotnet test` filter) with a busy loop
# on each core and three projects side by side, and prints each failure with its run. A test that fails only sometimes is a
# fault. Exit code 1: some failed.
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
# The longest first: a run is as long as the longest then.
projects=(tests/Node.Tests tests/Interop.Tests tests/Transport.Tests)
for project in tests/*.Tests; do
  case $project in "${projects[0]}" | "${projects[1]}" | "${projects[2]}") ;; *) projects+=("$project") ;; esac
done
# run_project FOLDER LOGS FILTER...
run_project() { dotnet test "$1" --no-build "${@:3}" >"$2/$(basename "$1").log" 2>&1 || echo "$1" >>"$2/failed"; }
export -f run_project
for run in $(seq "$runs"); do
  log=$logs/$run
  mkdir "$log"
  printf '%s\0' "${projects[@]}" | xargs -0 -P 3 -I{} bash -c 'run_project "$@"' - {} "$log" "${filter[@]}"
  # A test host that crashed has no failed test.
  grep -hE '^ +Failed |Test host process crashed' "$log"/*.log | sort -u | sed "s/^ */run $run: /"
  [ ! -e "$log/failed" ] || failures=$((failures + 1))
done
echo "$((runs - failures)) of $runs runs without a failure; logs in $logs"
[ "$failures" -eq 0 ]
