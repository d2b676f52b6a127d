// The key ring: deleting a record here makes every copy of a recording unreadable, so nothing deleted here may come back.

@description('Account name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Replication.')
param sku string
@description('False closes the public endpoint.')
param publicEndpoint bool
@description('The tenant\'s identity; empty assigns no role.')
param principalId string
@description('Role definition: read, write, delete blobs.')
param blobUserRoleId string
@description('Log Analytics workspace.')
param workspaceId string

module account '../shared/storage.bicep' = {
  name: 'keys-account'
  params: {
    name: name
    location: location
    tags: tags
    sku: sku
    containers: ['keyring']
    publicEndpoint: publicEndpoint
    workspaceId: workspaceId
  }
}

module useKeyring '../shared/container-role.bicep' = if (!empty(principalId)) {
  name: 'keyring-role'
  params: {
    accountName: account.outputs.name
    containers: ['keyring']
    principalId: principalId
    roleDefinitionId: blobUserRoleId
  }
}

resource stored 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: name
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: stored
  properties: {
    level: 'CanNotDelete'
    notes: 'The keys of every recording. Lifted by hooks/remove-tenant.sh.'
  }
  dependsOn: [account]
}

@description('Account name.')
output name string = account.outputs.name
@description('Resource id.')
output id string = account.outputs.id
@description('Blob endpoint.')
output blobEndpoint string = account.outputs.blobEndpoint
