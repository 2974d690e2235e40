#!/usr/bin/env bash
# Random walks of the registry: tests/walks.sh [COUNT [FIRST-SEED]], by default 200 from seed 1. Each is 20 s or so.
set -euo pipefail
cd "$(dirname "$0")/.."
export ACTORPROXY_WALKS=${1:-200} ACTORPROXY_WALK_FIRST=${2:-1}
exec dotnet test tests/Node.Tests --logger "console;verbosity=detailed" \
  --filter "FullyQualifiedName~RandomWalkTests.Nothing_acknowledged_is_lost_and_nothing_is_applied_twice"
