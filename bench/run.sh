#!/bin/sh
# Builds everything that the comparison needs, then runs it. Options: run.sh --help
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

missing=
need() { # PROGRAM "what to install"
	command -v "$1" >/dev/null 2>&1 || missing="$missing
  $1: $2"
}
need gcc "Debian packages gcc and libc6-dev"
need python3 "Debian package python3 (3.11 or later)"
need dotnet "the .NET 10 SDK with the ASP.NET Core runtime (package dotnet-sdk-10.0 of Microsoft's package feed for Debian)"
if [ -n "$missing" ]; then
	echo "bench: these programs are needed and not on the PATH:$missing" >&2
	exit 2
fi

case " $* " in *" -h "* | *" --help "*) exec python3 "$here/harness" --help ;; esac
# Wrong arguments are found before anything is built. Of the commits to compare with, a line each: NAME=COMMIT.
builds=$(python3 "$here/harness" --check "$@")

mkdir -p "$here/bin"
compile() { # PROGRAM OPTIONS
	program=$1
	shift
	gcc -O2 -g -Wall -Wextra -o "$here/bin/$program" "$here/native/$program"*.c "$@"
}
if echo '#include <openssl/ssl.h>' | gcc -E - >/dev/null 2>&1; then
	compile wsload -DWITH_TLS -lssl -lcrypto
else # the harness names the scenarios that this leaves out
	compile wsload
fi
compile wsecho
compile floor

# No build server may outlive the build: it would disturb the measurement.
export DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
publish() { # PROJECT NAME
	rm -rf "$here/bin/$2"
	dotnet publish "$1" -c Release --self-contained false -o "$here/bin/$2" -nodeReuse:false -p:UseSharedCompilation=false -v quiet
}
publish "$here/../src/Node" actorproxy
publish "$here/yarp" yarp || {
	rm -rf "$here/bin/yarp"
	echo "bench: YARP could not be built (see above); it is left out" >&2
}

for build in $builds; do
	tree=$(mktemp -d)
	remove() { # what a commit was checked out to, and the repository's note of it
		git -C "$here" worktree remove --force "$tree/it" 2>/dev/null || true
		rm -rf "$tree"
	}
	trap remove EXIT
	trap 'exit 130' INT TERM
	git -C "$here" worktree add -q --detach "$tree/it" "${build#*=}"
	publish "$tree/it/src/Node" "${build%%=*}"
	trap - EXIT INT TERM
	remove
done

exec python3 "$here/harness" "$@"
