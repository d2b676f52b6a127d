#!/bin/sh
# Registers the application in a tenant's own directory, with one role per permission and one per team (queue).
#   register.sh NAME [TEAM...]          TEAM '*' is all teams
# Run by an administrator of the tenant's directory, logged in there (az login --tenant …). Prints directoryId and audience: the tenant's
# entry in the tenants parameter. Running it again adds what is missing and keeps the ids of roles, so that assignments stay.
# Then assign roles to people, groups and applications in the portal, Enterprise applications, or with az rest; nobody has any by default.
set -eu

name=${1:?name of the registration}
shift
here=$(dirname "$0")
new_id() { uuidgen 2>/dev/null | tr '[:upper:]' '[:lower:]' | grep . || cat /proc/sys/kernel/random/uuid; }

app=$(az ad app list --display-name "$name" --query '[0].appId' --output tsv)
if [ -z "$app" ]; then
  app=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
fi

# Existing ids are kept, because assignments refer to them.
known=$(az ad app show --id "$app" --query appRoles --output json)
roles=$(jq -c '.[]' "$here/app-roles.json"
  for team in "$@"; do
    jq -cn --arg team "$team" '{value: "Team.\($team)", name: "Team \($team)", says: "Reaches the recordings of this queue.", people: true, applications: true}'
  done)
wanted=$(printf '%s\n' "$roles" | while read -r role; do
  value=$(printf '%s' "$role" | jq -r .value)
  id=$(printf '%s' "$known" | jq -r --arg value "$value" '.[] | select(.value == $value) | .id')
  printf '%s' "$role" | jq -c --arg id "${id:-$(new_id)}" \
    '{id: $id, value: .value, displayName: .name, description: .says, isEnabled: true,
      allowedMemberTypes: ([(if .people then "User" else empty end), (if .applications then "Application" else empty end)])}'
done | jq -cs .)
# Existing roles that are no longer listed, such as a former team's, are kept: Entra deletes only disabled roles, and they may be assigned.
all=$(jq -cn --argjson known "$known" --argjson wanted "$wanted" \
  '$wanted + [$known[] | select(.value as $value | $wanted | all(.value != $value))]')

# Version 2 tokens, with issuer and audience as the app checks them. Nobody gets a token without an assigned role.
az ad app update --id "$app" --identifier-uris "api://$app" --app-roles "$all" --set api.requestedAccessTokenVersion=2
principal=$(az ad sp list --filter "appId eq '$app'" --query '[0].id' --output tsv)
if [ -z "$principal" ]; then
  principal=$(az ad sp create --id "$app" --query id --output tsv)
fi
az ad sp update --id "$principal" --set appRoleAssignmentRequired=true

jq -n --arg directory "$(az account show --query tenantId --output tsv)" --arg audience "$app" '{directoryId: $directory, audience: $audience}'
