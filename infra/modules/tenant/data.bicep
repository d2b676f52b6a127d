// The tenant's data: ciphertext, pseudonymous state, the log.

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
@description('Role definition: read and append.')
param logWriterRoleId string
@description('Days during which an entry of the log can be neither changed nor deleted.')
param auditRetentionDays int
@description('Log Analytics workspace.')
param workspaceId string

// The same containers as in Compliance.Core, Tenancy/TenantStoreFactory.cs.
var logContainer = 'audit'
var containers = ['recordings', 'state', 'index', 'requests', 'packages', 'principals', 'settings', 'keybackups']

// Versions protect against mistakes. They apply to the whole account, so these rules limit how long they are kept: seven days, the same as
// the key ring's backup, which a certificate's finalAt already waits for; index and packages as short as Azure allows. The app removes
// backups of the key ring, with all versions, after 7 days less 2 hours.
var formerVersions = [
  {
    name: 'former-versions'
    enabled: true
    type: 'Lifecycle'
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['recordings/', 'state/', 'requests/', 'principals/', 'settings/'] }
      actions: {
        version: { delete: { daysAfterCreationGreaterThan: 7 } }
        snapshot: { delete: { daysAfterCreationGreaterThan: 7 } }
      }
    }
  }
  {
    name: 'former-index-and-packages'
    enabled: true
    type: 'Lifecycle'
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['index/', 'packages/'] }
      actions: {
        version: { delete: { daysAfterCreationGreaterThan: 0 } }
        snapshot: { delete: { daysAfterCreationGreaterThan: 0 } }
      }
    }
  }
  {
    name: 'key-backups-backstop'
    enabled: true
    type: 'Lifecycle'
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['keybackups/'] }
      actions: {
        baseBlob: { delete: { daysAfterCreationGreaterThan: 6 } }
        version: { delete: { daysAfterCreationGreaterThan: 0 } }
        snapshot: { delete: { daysAfterCreationGreaterThan: 0 } }
      }
    }
  }
  {
    name: 'packages-backstop'
    enabled: true
    type: 'Lifecycle'
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['packages/'] }
      actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 15 } } }
    }
  }
]

module account '../shared/storage.bicep' = {
  name: 'data-account'
  params: {
    name: name
    location: location
    tags: tags
    sku: sku
    containers: concat(containers, [logContainer])
    versioning: true
    containerRestoreDays: 7
    lifecycleRules: formerVersions
    publicEndpoint: publicEndpoint
    workspaceId: workspaceId
  }
}

resource stored 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: name
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: stored
  name: 'default'
}

resource log 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = {
  parent: blobs
  name: logContainer
}

// Unlocked, so that a mistake can be undone. Lock it to rule that out (README, WORM).
resource worm 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-06-01' = {
  parent: log
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: auditRetentionDays
    allowProtectedAppendWrites: true
  }
  dependsOn: [account]
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: stored
  properties: {
    level: 'CanNotDelete'
    notes: 'Recordings and their log. Lifted by hooks/remove-tenant.sh.'
  }
  dependsOn: [account]
}

module useBlobs '../shared/container-role.bicep' = if (!empty(principalId)) {
  name: 'data-roles'
  params: {
    accountName: account.outputs.name
    containers: containers
    principalId: principalId
    roleDefinitionId: blobUserRoleId
  }
}

module writeLog '../shared/container-role.bicep' = if (!empty(principalId)) {
  name: 'log-role'
  params: {
    accountName: account.outputs.name
    containers: [logContainer]
    principalId: principalId
    roleDefinitionId: logWriterRoleId
  }
}

@description('Account name.')
output name string = account.outputs.name
@description('Resource id.')
output id string = account.outputs.id
@description('Blob endpoint.')
output blobEndpoint string = account.outputs.blobEndpoint
