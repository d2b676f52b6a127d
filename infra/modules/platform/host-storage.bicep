// The function host's own account: code package, leases, task hub. No personal data: orchestrations carry opaque ids.
import { roleIds } from '../shared/role-ids.bicep'

@description('Account name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Replication.')
param sku string
@description('The app\'s identity.')
param principalId string
@description('Log Analytics workspace.')
param workspaceId string

module account '../shared/storage.bicep' = {
  name: 'host-account'
  params: {
    name: name
    location: location
    tags: tags
    sku: sku
    containers: ['deployment']
    workspaceId: workspaceId
    queueLogs: true
    tableLogs: true
  }
}

module roles '../shared/account-role.bicep' = {
  name: 'host-roles'
  params: {
    accountName: account.outputs.name
    principalId: principalId
    roleNames: [roleIds.hostBlobs, roleIds.hostQueues, roleIds.hostTables]
  }
}

@description('Container to which azd uploads the code.')
output deploymentContainer string = '${account.outputs.blobEndpoint}deployment'
@description('Blob endpoint.')
output blobEndpoint string = account.outputs.blobEndpoint
@description('Queue endpoint.')
output queueEndpoint string = account.outputs.queueEndpoint
@description('Table endpoint.')
output tableEndpoint string = account.outputs.tableEndpoint
