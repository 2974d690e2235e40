#!/bin/sh
# Three real nodes in network namespaces of their own, with PostgreSQL and load in another: see README.md. Needs root.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
[ "$(id -u)" = 0 ] || { echo "bench/cluster: network namespaces need root" >&2; exit 2; }
for program in ip iptables gcc dotnet; do
	command -v "$program" >/dev/null 2>&1 || { echo "bench/cluster: $program is needed and not on the PATH" >&2; exit 2; }
done

export DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
mkdir -p "$root/bench/bin"
for program in wsecho wsload; do gcc -O2 -o "$root/bench/bin/$program" "$root/bench/native/$program"*.c; done
dotnet publish "$root/src/Node" -c Release -o "$root/bench/bin/actorproxy" --nologo -v q
dotnet publish "$here/cluster.csproj" -c Release -o "$root/bench/bin/cluster" --nologo -v q

# One namespace for clients, backends and the database, with a bridge; one for each node.
lab=apxlab$$
cleanup() {
	for node in 1 2 3; do ip netns del "$lab-$node" 2>/dev/null || :; done
	ip netns del "$lab" 2>/dev/null || :
}
trap cleanup EXIT
trap 'exit 130' INT TERM
ip netns add "$lab"
ip -n "$lab" link set lo up
ip -n "$lab" link add bridge type bridge
ip -n "$lab" addr add 10.77.0.1/24 dev bridge
ip -n "$lab" link set bridge up
for node in 1 2 3; do
	ip netns add "$lab-$node"
	ip -n "$lab-$node" link set lo up
	ip -n "$lab" link add "node$node" type veth peer name eth0 netns "$lab-$node"
	ip -n "$lab" link set "node$node" master bridge up
	ip -n "$lab-$node" addr add "10.77.0.1$node/24" dev eth0
	ip -n "$lab-$node" link set eth0 up
done

ip netns exec "$lab" "$root/bench/bin/cluster/cluster" "$lab" "$root/bench/bin" "$@"
