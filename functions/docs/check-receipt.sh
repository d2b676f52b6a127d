#!/bin/sh
# check-receipt.sh RECEIPT JWKS
# Checks the signature of a consent receipt with openssl and jq alone, offline, and prints what it says. Ends with 1 and one sentence when
# the check fails.
set -eu
export LC_ALL=C
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
cp "$1" "$tmp/receipt"; cp "$2" "$tmp/jwks"; cd "$tmp"
fail() { echo "The receipt is not valid: $1." >&2; exit 1; }
base64url() { tr '_-' '/+' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | fold -w 64 | openssl base64 -d; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

jq -e '.signatures | length == 1' receipt > /dev/null 2>&1 || fail 'it is not a JSON Web Signature with one signature'
jq -r '.signatures[0].protected' receipt > protected; jq -r '.payload' receipt > body
base64url < protected > header; base64url < body > payload
jq -e '.alg == "ES256" and .typ == "consent-receipt+json" and (has("crit") | not)' header > /dev/null 2>&1 || fail 'its header is not the expected one'

# The key of the set with its kid: x and y, behind the bytes that every P-256 public key begins with (SPKI, DER).
jq -r --slurpfile header header '.keys[] | select(.kid == $header[0].kid and .crv == "P-256" and .use == "sig") | "\(.x) \(.y)"' jwks > key
read -r x y < key || fail 'no key of the set has its kid'
{
  printf '\060\131\060\023\006\007\052\206\110\316\075\002\001\006\010\052\206\110\316\075\003\001\007\003\102\000\004'
  echo "$x" | base64url; echo "$y" | base64url
} > der
openssl pkey -pubin -inform DER -in der -out public

# openssl wants the signature in DER.
rs=$(jq -r '.signatures[0].signature' receipt | base64url | hex)
[ ${#rs} -eq 128 ] || fail 'its signature does not have 64 bytes'
printf 'asn1=SEQUENCE:rs\n[rs]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$(echo "$rs" | cut -c 1-64)" "$(echo "$rs" | cut -c 65-)" > rs
openssl asn1parse -genconf rs -noout -out signature
printf '%s.%s' "$(cat protected)" "$(cat body)" > signed
openssl dgst -sha256 -verify public -signature signature signed > /dev/null 2>&1 || fail 'its signature is not valid'

jq -r '"The receipt is valid: \(."dpv:hasPurpose"), \(."dpv:hasConsentStatus"), issued \(."dct:issued")."' payload
