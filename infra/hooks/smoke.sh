#!/bin/sh
# Runs after up: checks that the app is healthy and refuses callers without a token. With tokens it also runs the main flow: a
# recording is uploaded, sealed, read, erased, and its certificate fetched. An erased recording, a completed request and their log entries stay in the tenant.
# COMPLIANCE_SMOKE_TENANT: the tenant for the recording, preferably a dedicated one.
# COMPLIANCE_SMOKE_TOKEN: an executable that prints a token of that tenant for a given role and team;
# Privacy.Approver must be another principal's than Privacy.Intake and Privacy.Handler. Without it, the main flow is skipped.
set -eu

uri=$SERVICE_COMPLIANCE_URI
status() { curl --silent --output /dev/null --write-out '%{http_code}' --max-time 30 "$@" || true; }
fail() {
  echo "$*" >&2
  exit 1
}

attempt=0
until [ "$(status "$uri/api/health")" = 200 ]; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 20 ]; then
    curl --silent --max-time 30 "$uri/api/health" >&2 || true
    fail "$uri/api/health is not 200 after five minutes. New role assignments may take a while; the answer above says what is wrong."
  fi
  sleep "${HOOK_PAUSE:-15}"
done

refused=$(status --request POST "$uri/api/tenants/smoke/recordings/search" --header 'Content-Type: application/json' --data '{}')
[ "$refused" = 401 ] || fail "A call without a token got $refused instead of 401."

case $uri in
  https://*)
    case $(status "http://${uri#https://}/api/health") in
      301 | 302 | 307 | 308 | 403 | 000) ;;
      *) fail 'Plain HTTP is answered.' ;;
    esac
    ;;
esac
echo "$uri is healthy and refuses callers without a token."

if [ -z "${COMPLIANCE_SMOKE_TOKEN:-}" ]; then
  echo 'The main flow was skipped: COMPLIANCE_SMOKE_TOKEN is not set.'
  exit 0
fi

tenant=$COMPLIANCE_SMOKE_TENANT
team=smoke
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The token is passed in a file, so that it does not appear in process lists.
authorize() { printf 'Authorization: Bearer %s' "$("$COMPLIANCE_SMOKE_TOKEN" "$1" "$team")" > "$work/token"; }
# as ROLE METHOD PATH [CURL ARGUMENTS]: prints the body of the answer; an unsuccessful answer is shown and ends the script.
as() {
  role=$1 method=$2 path=$3
  shift 3
  authorize "$role"
  if ! curl --silent --show-error --fail-with-body --max-time 60 --request "$method" "$uri/api/tenants/$tenant/$path" \
    --header "@$work/token" --header 'Content-Type: application/json' --output "$work/answer" "$@"; then
    cat "$work/answer" >&2
    fail "$method $path by $role failed."
  fi
  cat "$work/answer"
}
# reaches STATE ROLE PATH: waits for a state.
reaches() {
  attempt=0 state=
  while :; do
    as "$2" GET "$3" > "$work/view"
    state=$(jq -r .state "$work/view")
    [ "$state" != "$1" ] || break
    attempt=$((attempt + 1))
    [ "$attempt" -lt 40 ] || fail "$3 is $state after ten minutes, not $1."
    sleep "${HOOK_PAUSE:-15}"
  done
}

# A second of silence, 8 kHz, 16 bits, one channel; the account id is invented for this run.
run=$(openssl rand -hex 8) account="SMOKE-$(openssl rand -hex 8)"
{
  printf 'RIFF\244\076\000\000WAVEfmt \020\000\000\000\001\000\001\000\100\037\000\000\200\076\000\000\002\000\020\000data\200\076\000\000'
  head -c 16000 /dev/zero
} > "$work/media.wav"
printf '{"language":"en","turns":[{"speaker":"agent","start":0,"end":1,"text":"Hello."}]}' > "$work/transcript.json"
jq -n --arg call "smoke-$run" --arg account "$account" --arg team "$team" --arg now "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
  --argjson media "$(wc -c < "$work/media.wav")" --argjson transcript "$(wc -c < "$work/transcript.json")" \
  '{callId: $call, startedAt: $now, durationSeconds: 1, direction: "inbound", language: "en", queue: $team,
    parties: [{role: "agent", channel: 0, id: "agent-1"}, {role: "caller", channel: 1, accountId: $account}],
    purposes: [{purpose: "quality", basis: "legitimateInterests", noticeVersion: "smoke"}],
    files: [{name: "media.wav", contentType: "audio/wav", size: $media}, {name: "transcript.json", contentType: "application/json", size: $transcript}]}' \
  > "$work/ticket.json"

as Recordings.Upload POST recordings --data "@$work/ticket.json" > "$work/announced.json"
id=$(jq -er .recordingId "$work/announced.json")
jq -er '.uploads[] | "\(.name) \(.url)"' "$work/announced.json" > "$work/uploads"
while read -r name url; do
  curl --silent --show-error --fail --max-time 60 --request PUT "$url" --header 'x-ms-blob-type: BlockBlob' --data-binary "@$work/$name"
done < "$work/uploads"
reaches sealed Recordings.Upload "recordings/$id"
echo "Sealed: $id"

as Recordings.Read GET "recordings/$id/files/media.wav" --header 'X-Purpose: quality' > "$work/played.wav"
cmp "$work/media.wav" "$work/played.wav" || fail 'The played file differs from the uploaded one.'
echo 'Played: the same as uploaded.'

jq -n --arg account "$account" --arg run "$run" \
  '{type: "erasure", channel: "web", reference: "smoke-\($run)", identities: [{type: "accountId", value: $account}]}' > "$work/request.json"
as Privacy.Intake POST requests --data "@$work/request.json" > "$work/filed.json"
request=$(jq -er .requestId "$work/filed.json")
as Privacy.Handler POST "requests/$request/identity" --data '{"outcome":"verified","method":"callback"}' > "$work/identity.json"
as Privacy.Approver GET "requests/$request/preview" > "$work/preview.json"
jq -e '{outcome: "approve", preview}' "$work/preview.json" > "$work/decision.json"
as Privacy.Approver POST "requests/$request/decision" --data "@$work/decision.json" > "$work/decided.json"
reaches awaitingAnswer Privacy.Intake "requests/$request"
reaches erased Recordings.Upload "recordings/$id"
authorize Recordings.Read
gone=$(status "$uri/api/tenants/$tenant/recordings/$id/files/media.wav" --header "@$work/token" --header 'X-Purpose: quality')
[ "$gone" = 410 ] || fail "The erased recording got $gone instead of 410."
echo "Erased: $request"

as Audit.Read GET "requests/$request/certificate" > "$work/certificate.json"
jq -e --arg id "$id" '.payload | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson | [.destroyed[].recordingId] == [$id]' \
  "$work/certificate.json" > "$work/holds" || fail 'The certificate does not name the recording.'
as Privacy.Handler POST "requests/$request/answer" --data '{"channel":"web"}' > "$work/answered.json"
echo 'Certified: the certificate names the recording and nothing else.'
