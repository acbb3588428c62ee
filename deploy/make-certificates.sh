#!/usr/bin/env bash
# Makes what the parts of the service trust each other by: an authority of their own, a certificate
# per host name, and the key that members of the replica set show each other. Files that are there
# are kept, so it may run at every start.
#
#   deploy/make-certificates.sh FOLDER HOST...
set -euo pipefail
umask 077
folder=$1
shift
mkdir -p "$folder"
cd "$folder"
days=825

if [ ! -s ca.pem ]; then
  openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -subj "/O=reserve/CN=reserve CA" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout ca.key -out ca.pem 2>/dev/null
fi
[ -s members.key ] || openssl rand -base64 756 >members.key

for host in "$@"; do
  [ ! -s "$host.pem" ] || continue
  openssl req -newkey rsa:3072 -nodes -sha256 -subj "/O=reserve/CN=$host" \
    -keyout "$host.key" -out "$host.csr" 2>/dev/null
  openssl x509 -req -sha256 -days "$days" -in "$host.csr" -CA ca.pem -CAkey ca.key -CAcreateserial \
    -extfile <(printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$host") \
    -out "$host.crt" 2>/dev/null
  cat "$host.crt" "$host.key" >"$host.pem"
  rm "$host.csr"
done
# Everybody may read what proves nothing about its reader.
chmod 755 .
chmod 644 ca.pem
