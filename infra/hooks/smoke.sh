#!/bin/sh
# After up: the app answers, is well, and lets nobody in without a token.
set -eu

uri=$SERVICE_COMPLIANCE_URI
status() { curl --silent --output /dev/null --write-out '%{http_code}' --max-time 30 "$@" || true; }

attempt=0
until [ "$(status "$uri/api/health")" = 200 ]; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 20 ]; then
    echo "$uri/api/health is not 200 after five minutes. New role assignments may need some; what is wrong stands in its answer:" >&2
    curl --silent --max-time 30 "$uri/api/health" >&2 || true
    exit 1
  fi
  sleep "${HOOK_PAUSE:-15}"
done

refused=$(status --request POST "$uri/api/tenants/smoke/recordings/search" --header 'Content-Type: application/json' --data '{}')
if [ "$refused" != 401 ]; then
  echo "A call without a token was answered $refused, not 401." >&2
  exit 1
fi

case $(status "http://${uri#https://}/api/health") in
  301 | 302 | 307 | 308 | 403 | 000) ;;
  *) echo "Plain HTTP is answered." >&2 && exit 1 ;;
esac
echo "$uri is well and refuses callers without a token."
