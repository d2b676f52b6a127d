# shellcheck shell=sh
# What the tours share. A POSIX shell reads it from the repository's root: . functions/docs/tour.sh
# Needs curl, jq and openssl. Moves into a fresh folder, for the files that a tour writes.
H=${H:-http://127.0.0.1:7071}
REPO=${REPO:-$PWD}
DATA=${DATA:-$REPO/.data}
CALL=$REPO/functions/Compliance.Local/Demo/Calls/002-pause-ignored
cd "${TOUR:=$(mktemp -d)}" || return

# as ROLE METHOD RESOURCE [CURL OPTION…]: one request about tenant acme, with a token of that role. Privacy.Approver is a second person:
# whoever files a request or verifies an identity does not approve it.
# /api/local/tokens exists on one machine only; on Azure tokens come from Microsoft Entra ID.
as() {
  role=$1 method=$2 resource=$3
  shift 3
  case $role in Privacy.Approver) me=controller ;; *) me=me ;; esac
  token=$(jq -n --arg role "$role" --arg who "${WHO_ASKS:-$me}" \
    '{tenant: "acme", roles: [$role], teams: ["billing"], subject: $who, name: "Me"}' |
    curl -s "$H/api/local/tokens" -H 'Content-Type: application/json' -d @- | jq -r .token)
  curl -s -X "$method" "$H/api/tenants/acme/$resource" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"
}

# settings JSON: replaces the tenant's settings. Where that weakens protection, a second person confirms it.
settings() {
  replaced=$(as Tenant.Admin PUT settings -H 'If-Match: *' -d "$1")
  change=$(printf '%s' "$replaced" | jq -r '.changeId // empty')
  [ -z "$change" ] || replaced=$(WHO_ASKS=officer; as Privacy.Officer POST "settings/changes/$change/confirm")
  printf '%s' "$replaced"
}

# ticket CALL-ID: what a recorder announces. Seconds 21 to 32 were to be paused, and the sample recorder did not obey.
ticket() {
  cat <<JSON
{"callId":"$1","startedAt":"$(date -u +%Y-%m-%dT00:00:00Z)","durationSeconds":37.923,"direction":"inbound","language":"en",
 "queue":"billing",
 "parties":[{"role":"agent","channel":0,"id":"agent-3","name":"Greta Holm"},
            {"role":"caller","channel":1,"name":"Priya Raman","phone":"07700 900002","email":"priya.raman@example.org"}],
 "purposes":[{"purpose":"quality","basis":"legitimateInterests","noticeVersion":"2026-01"}],
 "pauseWindows":[{"start":21.056,"end":31.928,"trigger":"manual","channels":["audio","screen","keystrokes"]}],
 "files":[{"name":"media.wav","contentType":"audio/wav","size":$(wc -c < "$CALL/media.wav")},
          {"name":"transcript.json","contentType":"application/json","size":$(wc -c < "$CALL/transcript.json")}]}
JSON
}

# upload ANSWER: sends each announced file to the URL that the answer has for it.
upload() {
  jq -r '.uploads[] | "\(.name) \(.url)"' "$1" | while read -r name url; do
    curl -s -X PUT "$url" -H 'x-ms-blob-type: BlockBlob' --data-binary "@$CALL/$name"
  done
}

# announce TICKET: announces a call, uploads its files, waits until it is sealed, and prints its recording id.
announce() {
  as Recordings.Upload POST recordings -d "@$1" > "$1.answer"
  upload "$1.answer"
  recording=$(jq -r .recordingId "$1.answer")
  until as Recordings.Upload GET "recordings/$recording" | jq -e '.state == "sealed"' > sealed; do sleep 1; done
  echo "$recording"
}

# until_request ID STATE: waits until a request is in that state, and prints it.
until_request() {
  until as Privacy.Officer GET "requests/$1" | tee request | jq -e --arg state "$2" '.state == $state' > waited; do sleep 1; done
  cat request
}
