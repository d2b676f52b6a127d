#!/bin/sh
# check-certificate.sh CERTIFICATE JWKS
# Makes checks 1 to 5 of CERTIFICATE.md with openssl and jq alone, offline. Ends with 1 and one sentence when a check fails.
set -eu
export LC_ALL=C
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
cp "$1" "$tmp/certificate"; cp "$2" "$tmp/jwks"; cd "$tmp"
fail() { echo "The certificate is not valid: $1." >&2; exit 1; }
holds() { jq -e "$@" > /dev/null 2>&1; }
base64url() { tr '_-' '/+' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | fold -w 64 | openssl base64 -d; }
base64std() { fold -w 64 | openssl base64 -d; }
sha256() { openssl dgst -sha256 -binary; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
verifies() { openssl dgst -sha256 -verify "$1" -signature "$2" "$3" > /dev/null 2>&1; }

# The keys of the set: x and y, behind the bytes that every P-256 public key begins with (SPKI, DER).
spki() {
  printf '\060\131\060\023\006\007\052\206\110\316\075\002\001\006\010\052\206\110\316\075\003\001\007\003\102\000\004'
}
mkdir keys
jq -r '.keys[] | select(.kty == "EC" and .crv == "P-256" and .use == "sig") | "\(.kid) \(.x) \(.y)"' jwks > list
while read -r kid x y; do
  { spki; echo "$x" | base64url; echo "$y" | base64url; } > der
  openssl pkey -pubin -inform DER -in der -out "keys/$(printf %s "$kid" | hex)"
done < list

# 1. The signature, which openssl wants in DER.
holds '.signatures | length == 1' certificate || fail 'it is not a JSON Web Signature with one signature'
jq -r '.signatures[0].protected' certificate > protected; jq -r '.payload' certificate > body
base64url < protected > header; base64url < body > payload
holds '.alg == "ES256" and .typ == "compliance-certificate+jws" and (has("crit") | not)' header || fail 'its header is not the expected one'
key=keys/$(jq -j '.kid' header | hex)
[ -f "$key" ] || fail 'no key of the set has its kid'
rs=$(jq -r '.signatures[0].signature' certificate | base64url | hex)
[ ${#rs} -eq 128 ] || fail 'its signature does not have 64 bytes'
printf 'asn1=SEQUENCE:rs\n[rs]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$(echo "$rs" | cut -c 1-64)" "$(echo "$rs" | cut -c 65-)" > rs
openssl asn1parse -genconf rs -noout -out signature
printf '%s.%s' "$(cat protected)" "$(cat body)" > signed
verifies "$key" signature signed || fail 'its signature is not valid'

# 2. The outcomes have the hash that was logged.
holds '.v == 1' payload || fail 'it has another version'
jq -r '(.destroyed[] | "\(.recordingId) erased \(.ground // "-") \(.shreddedAt // "-")"),
       (.kept[] | "\(.recordingId) \(.outcome) \(.basis // "-") -")' payload > lines
[ "$(sha256 < lines | hex)" = "$(jq -r '.log.outcomesSha256' payload)" ] || fail 'the hash of its outcomes does not match'

# 3. The logged entry states the same.
jq -r '.log.entry' payload | base64std > entry
# shellcheck disable=SC2016 # $entry is a variable of jq.
holds --slurpfile entry entry '($entry | length) == 1 and $entry[0].id == .log.entryId
  and $entry[0].resource == "requests/\(.requestId)/certificate"
  and $entry[0].details.outcomes == .log.outcomesSha256' payload || fail 'the logged entry does not match it'

# 4. The log's head is signed, behind four bytes that name the key.
jq -j '.log.checkpoint' payload > note; head -n 3 note > text
[ "$(sed -n 1p note)" = "serverless-compliance/$(jq -r '.tenant' payload)/audit" ] || fail 'the checkpoint belongs to another log'
[ "$(sed -n 4p note)" = '' ] || fail 'the checkpoint is malformed'
# Lines of witnesses may follow the log's own.
sed 's/^[^ ]* //' note | grep -F "$(sed -n 1p note) " | sed -n '1s/.* //p' | base64std | tail -c +5 > signature
for key in keys/*; do ! verifies "$key" signature text || signed=yes; done
[ "${signed-}" = yes ] || fail 'no key of the set signed the checkpoint'

# 5. The proof leads from the entry to the head's root.
index=$(jq -r '.log.index' payload) size=$(sed -n 2p note)
case $index-$size in *[!0-9-]* | -* | *-) fail 'its place in the log is no number';; esac
[ "$index" -lt "$size" ] || fail 'its place is past the head of the log'
last=$((size - 1)) node=$index
{ printf '\000'; cat entry; } | sha256 > root
for hash in $(jq -r '.log.inclusionProof[]' payload); do
  [ "$last" -gt 0 ] || fail 'the inclusion proof is too long'
  echo "$hash" | base64std > sibling
  if [ $((node & 1)) -eq 1 ] || [ "$node" -eq "$last" ]; then
    { printf '\001'; cat sibling root; } | sha256 > next
    while [ $((node & 1)) -eq 0 ] && [ "$node" -ne 0 ]; do node=$((node >> 1)) last=$((last >> 1)); done
  else
    { printf '\001'; cat root sibling; } | sha256 > next
  fi
  mv next root; node=$((node >> 1)) last=$((last >> 1))
done
if [ "$last" -ne 0 ] || [ "$(openssl base64 -A < root)" != "$(sed -n 3p note)" ]; then
  fail 'the inclusion proof does not lead to the head'
fi

jq -r '"The certificate is valid: destroyed \(.destroyed | length), kept \(.kept | length); entry \(.log.index) of the log."' payload
