#!/bin/sh
# Deletes a tenant that has left, and certifies the deletion.  remove-tenant.sh TENANT OUTPUT_FOLDER [--yes]
#
# Run with the environment's values (azd env get-values) and an operator's login that has, for this one job and by just-in-time
# activation: Owner of the tenant's resource group, Storage Blob Data Owner on its two accounts, Key Vault Crypto User on its vault.
# Requires az, jq, curl, openssl. Every step checks first and may be repeated.
#
# It stops without deleting anything if the tenant is not marked leaving; the app still serves it; its identity has a role; there is a hold;
# a recording is neither erased nor listed in OUTPUT_FOLDER/handed-over.txt (recording ids, one per line, as confirmed by the tenant:
# GDPR Art. 28(3)(g)); the log is under a locked policy.
set -eu

tenant=${1:?tenant id}
output=${2:?folder for the certificate and the log}
go=${3:-}
refuse() {
  echo "$tenant is not removed: $*" >&2
  exit 1
}

entry=$(printf '%s' "$COMPLIANCE_TENANTS" | jq -e --arg id "$tenant" '.[] | select(.id == $id)') || refuse 'this environment does not have it'
value() { printf '%s' "$entry" | jq -r ".$1"; }
[ "$(value state)" = leaving ] || refuse "set its state to leaving and run azd provision"
group=$(value resourceGroup)
principal=$(value principalId)
data=$(value dataAccount)
keys=$(value keysAccount)
vault=$(value vault)
mkdir -p "$output"

# 1. No host serves the tenant.
served=$(curl --silent --output /dev/null --write-out '%{http_code}' --max-time 30 "$SERVICE_COMPLIANCE_URI/api/tenants/$tenant/keys" || true)
case $served in
  403 | 404) ;;
  *) refuse "the app answers $served for its keys, so it is still served or can't be asked" ;;
esac
[ -z "$(az role assignment list --all --assignee "$principal" --query '[].id' --output tsv)" ] || refuse 'its identity has roles: run azd provision'

# 2. Holds and data, from the state that the app kept.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/state"
az storage blob download-batch --auth-mode login --account-name "$data" --source state --pattern 'recordings/*' --destination "$work/state" --output none
touch "$output/handed-over.txt"
find "$work/state" -type f | while read -r file; do
  id=$(basename "$file")
  if [ "$(jq '.holds // [] | length' "$file")" -gt 0 ]; then
    echo "hold $id"
  elif [ "$(jq -r .state "$file")" != erased ] && ! grep -qx "$id" "$output/handed-over.txt"; then
    echo "kept $id"
  fi
done > "$work/left"
recordings=$(find "$work/state" -type f | wc -l | tr -d ' ')
if [ -s "$work/left" ]; then
  sort "$work/left" > "$output/left.txt"
  refuse "$(grep -c '^hold' "$work/left" || true) recordings under a hold, $(grep -c '^kept' "$work/left" || true) neither erased nor handed over: $output/left.txt"
fi

# 3. Save what outlives the tenant: its log, its certificates, its public keys.
az storage blob download-batch --auth-mode login --account-name "$data" --source audit --destination "$output" --output none
az storage blob download-batch --auth-mode login --account-name "$data" --source settings --pattern 'certificates/*' --destination "$output" --output none
az storage blob download --auth-mode login --account-name "$data" --container-name state --name audit/checkpoint --file "$output/checkpoint" --output none
for name in seal sign; do
  for id in $(az keyvault key list-versions --vault-name "$vault" --name "$name" --query '[].kid' --output tsv); do
    az keyvault key show --id "$id" --query key --output json
  done
done | jq -s '{keys: .}' > "$output/keys.json"

policy=$(az storage container immutability-policy show --resource-group "$group" --account-name "$data" --container-name audit --output json || echo '{}')
if [ "$(printf '%s' "$policy" | jq -r '.state // "none"')" = Locked ]; then
  refuse 'its log is under a locked policy; Azure deletes the account when the last entry is past it. Everything else of it can be erased by the tenant'
fi

# 4. Write the certificate, signed with the tenant's own key while that exists.
signer=$(az keyvault key show --vault-name "$vault" --name sign --query key.kid --output tsv)
digest=$(openssl dgst -sha256 -r "$output/checkpoint" | cut -d ' ' -f 1)
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
header=$(printf '{"alg":"ES256","typ":"tenant-removal+jws","kid":"%s"}' "$signer" | base64url)
payload=$(jq -cn --arg tenant "$tenant" --arg at "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --arg log "$digest" --argjson recordings "$recordings" \
  --argjson keys "$(jq -c '[.keys[].kid]' "$output/keys.json")" \
  '{tenant: $tenant, at: $at, recordings: $recordings, destroys: {keys: $keys, accounts: "data, keys"}, checkpointSha256: $log}' | base64url)
signature=$(az keyvault key sign --id "$signer" --algorithm ES256 \
  --digest "$(printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -binary | openssl base64 -A)" --query signature --output tsv | tr '+/' '-_' | tr -d '=')
printf '%s.%s.%s\n' "$header" "$payload" "$signature" > "$output/certificate.jws"
echo "Certificate, log and keys are in $output."

if [ "$go" != --yes ]; then
  echo "Nothing is deleted yet. Give $output to the tenant, then run this again with --yes."
  exit 0
fi

# 5. Delete keys first: a deleted account can be recovered for some days, a deleted key record cannot. Then delete the rest.
for lock in $(az lock list --resource-group "$group" --query '[].id' --output tsv); do
  az lock delete --ids "$lock"
done
az storage blob delete-batch --auth-mode login --account-name "$keys" --source keyring --output none
az storage blob delete-batch --auth-mode login --account-name "$COMPLIANCE_LANDING_ACCOUNT" --source inbox --pattern "$tenant/*" --output none
if [ "$(printf '%s' "$policy" | jq -r '.etag // empty')" ]; then
  az storage container immutability-policy delete --resource-group "$group" --account-name "$data" --container-name audit --if-match "$(printf '%s' "$policy" | jq -r .etag)" --output none
fi
for topic in privacy-events recorder-commands; do
  az servicebus topic delete --resource-group "$AZURE_RESOURCE_GROUP" --namespace-name "$COMPLIANCE_BUS" --name "$tenant/$topic"
done
az group delete --name "$group" --yes
echo "$tenant is removed. Take its entry out of the tenants parameter. Its vault stays purge-protected for 90 days, with keys that open nothing."
