#!/bin/sh
# Runs after provision: removes every role of a leaving tenant's identity. The app no longer serves the tenant (its settings are
# gone); this makes Azure refuse it too. Requires the right to delete role assignments and locks. May be run again.
set -eu

leaving=$(printf '%s' "${COMPLIANCE_TENANTS:-[]}" | jq -r '.[] | select(.state == "leaving") | "\(.id) \(.resourceGroup) \(.principalId) \(.speechResourceId // "")"')
[ -n "$leaving" ] || exit 0

printf '%s\n' "$leaving" | while read -r tenant group principal speech; do
  assignments=$(az role assignment list --all --assignee "$principal" --query '[].id' --output tsv)
  if [ -n "$speech" ]; then
    # It may be in another subscription, which --all leaves out.
    there=$(az role assignment list --scope "$speech" --assignee "$principal" --query '[].id' --output tsv)
    assignments=$(printf '%s\n%s\n' "$assignments" "$there" | sort -u | sed '/^$/d')
  fi
  if [ -z "$assignments" ]; then
    echo "$tenant: its identity has no role."
    continue
  fi

  # A lock prevents the deletion of role assignments under it, so it is removed for these seconds and restored afterwards.
  locks=$(az lock list --resource-group "$group" --query '[].id' --output tsv)
  restore() {
    for lock in $locks; do
      az lock create --name "${lock##*/}" --resource "${lock%/providers/Microsoft.Authorization/locks/*}" --lock-type CanNotDelete \
        --notes 'Put back after withdraw-leaving.sh' --output none
    done
  }
  trap restore EXIT
  for lock in $locks; do
    az lock delete --ids "$lock"
  done
  for assignment in $assignments; do
    az role assignment delete --ids "$assignment"
  done
  restore
  trap - EXIT
  echo "$tenant: roles withdrawn. When it may be deleted: infra/hooks/remove-tenant.sh $tenant"
done
