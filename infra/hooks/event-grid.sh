#!/bin/sh
# Runs after deploy: gives the Functions host new keys, and has Event Grid notify the function RecordingArrived of every upload. Creating the
# subscription again updates it.
set -eu

group=$AZURE_RESOURCE_GROUP
app=$SERVICE_COMPLIANCE_NAME
topic=$COMPLIANCE_LANDING_TOPIC

# The key appears when the host has started with the new code.
attempt=0
while :; do
  key=$(az functionapp keys list --resource-group "$group" --name "$app" --query systemKeys.blobs_extension --output tsv || true)
  [ -z "$key" ] || [ "$key" = None ] || break
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 20 ]; then
    echo "The app has no key blobs_extension after five minutes: did it start? (az functionapp log tail)" >&2
    exit 1
  fi
  sleep "${HOOK_PAUSE:-15}"
done

# With the extension's key one can announce uploads, and with the master key run any function: nobody keeps one for longer than a release.
# Events that arrive before the subscription has the new key are refused, and Event Grid delivers them again.
new_key() {
  az functionapp keys set --resource-group "$group" --name "$app" --key-type "$1" --key-name "$2" --output none
}
new_key masterKey _master
new_key functionKeys default
new_key systemKeys blobs_extension
key=$(az functionapp keys list --resource-group "$group" --name "$app" --query systemKeys.blobs_extension --output tsv)

az eventgrid system-topic event-subscription create \
  --resource-group "$group" \
  --system-topic-name "$topic" \
  --name recording-arrived \
  --endpoint-type webhook \
  --endpoint "https://$app.azurewebsites.net/runtime/webhooks/blobs?functionName=Host.Functions.RecordingArrived&code=$key" \
  --included-event-types Microsoft.Storage.BlobCreated \
  --subject-begins-with /blobServices/default/containers/inbox/ \
  --max-delivery-attempts 30 \
  --event-ttl 1440 \
  --output none
echo "Uploads reach $app, whose host has new keys."
