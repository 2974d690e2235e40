#!/bin/sh
# cluster-tls.sh DIRECTORY: makes what cluster.tls needs, for ten years: a root of the cluster's own and one certificate for all its
# nodes, as ca.crt, tls.crt and tls.key. The root's key is thrown away: nobody can make another node's certificate by it. Needs openssl.
set -eu
[ $# = 1 ] || { echo "usage: cluster-tls.sh DIRECTORY" >&2; exit 2; }
umask 077
mkdir -p "$1"
cd "$1"
for file in ca.crt tls.crt tls.key; do
	[ ! -e "$file" ] || { echo "cluster-tls.sh: $1/$file is there already; move it away first" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{
	openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key"
	openssl req -x509 -new -key "$work/ca.key" -sha256 -days 3652 -subj "/CN=actorproxy cluster" -out ca.crt
	openssl ecparam -name prime256v1 -genkey -noout -out tls.key
	openssl req -new -key tls.key -subj "/CN=actorproxy node" -out "$work/node.csr"
	printf '%s\n' 'basicConstraints = critical, CA:FALSE' 'keyUsage = critical, digitalSignature' \
		'extendedKeyUsage = serverAuth, clientAuth' 'subjectAltName = DNS:actorproxy-nodes' > "$work/node.ext"
	openssl x509 -req -in "$work/node.csr" -CA ca.crt -CAkey "$work/ca.key" -CAcreateserial -CAserial "$work/serial" -sha256 -days 3652 \
		-extfile "$work/node.ext" -out tls.crt
} 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
