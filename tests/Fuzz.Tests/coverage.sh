#!/usr/bin/env bash
# coverage.sh: how many lines of each parser the corpora reach; fails where it is less than 95 % of a target's.
set -euo pipefail
cd "$(dirname "$0")"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet test --filter FullyQualifiedName~CorpusTests.Each_input --collect "XPlat Code Coverage" --results-directory "$results"
dotnet run --project . -- --coverage "$(find "$results" -name coverage.cobertura.xml)"
