#!/usr/bin/env bash
# fuzz.sh [--target NAME|all] [--runs N] [--seed N] [--blind]: long runs of the fuzz targets, all of them by default.
set -euo pipefail
exec dotnet run -c Release --project "$(dirname "$0")" -- "$@"
