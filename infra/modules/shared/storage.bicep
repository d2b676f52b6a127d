// Every storage account is created here, so that all are hardened in the same way.

@description('3-24 of [a-z0-9].')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Standard_ZRS, or Standard_LRS if a region has no zones. Never geo-replicated: a copy would outlive an erasure.')
@allowed(['Standard_ZRS', 'Standard_LRS'])
param sku string
@description('Blob containers.')
param containers string[]
@description('Whether previous versions of blobs are kept.')
param versioning bool = false
@description('Days for which a deleted container can be restored; 0 is off.')
param containerRestoreDays int = 0
@description('Lifecycle rules; empty creates no policy.')
param lifecycleRules array = []
@description('False closes the public endpoint: private endpoints only.')
param publicEndpoint bool = true
@description('Public addresses that are admitted; empty admits everybody with a token or a SAS.')
param allowedIpRanges string[] = []
@description('Subnets that are admitted by service endpoint.')
param allowedSubnetIds string[] = []
@description('Log Analytics workspace for the diagnostic logs.')
param workspaceId string
@description('Whether the queue service is logged too.')
param queueLogs bool = false
@description('Whether the table service is logged too.')
param tableLogs bool = false

var closed = !publicEndpoint || !empty(allowedIpRanges)

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowedCopyScope: 'AAD'
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    isSftpEnabled: false
    isHnsEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicEndpoint ? 'Enabled' : 'Disabled'
    networkAcls: {
      defaultAction: closed ? 'Deny' : 'Allow'
      bypass: 'AzureServices'
      ipRules: [for range in allowedIpRanges: { value: range, action: 'Allow' }]
      virtualNetworkRules: [for id in allowedSubnetIds: { id: id, action: 'Allow' }]
    }
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        blob: { enabled: true, keyType: 'Account' }
      }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: versioning
    changeFeed: { enabled: false }
    restorePolicy: { enabled: false }
    deleteRetentionPolicy: { enabled: false }
    containerDeleteRetentionPolicy: containerRestoreDays > 0 ? { enabled: true, days: containerRestoreDays } : { enabled: false }
  }
}

resource containerOf 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [for container in containers: {
  parent: blobs
  name: container
  properties: { publicAccess: 'None' }
}]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = if (!empty(lifecycleRules)) {
  parent: account
  name: 'default'
  properties: {
    policy: { rules: lifecycleRules }
  }
  dependsOn: [blobs]
}

resource blobLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = if (queueLogs) {
  parent: account
  name: 'default'
  properties: {}
}

// Changes only: a task hub reads its queues and tables all the time.
var changes = [
  { category: 'StorageWrite', enabled: true }
  { category: 'StorageDelete', enabled: true }
]

resource queueLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (queueLogs) {
  name: 'to-workspace'
  scope: queues
  properties: { workspaceId: workspaceId, logs: changes }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = if (tableLogs) {
  parent: account
  name: 'default'
  properties: {}
}

resource tableLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (tableLogs) {
  name: 'to-workspace'
  scope: tables
  properties: { workspaceId: workspaceId, logs: changes }
}

@description('Account name.')
output name string = account.name
@description('Resource id.')
output id string = account.id
@description('Blob endpoint.')
output blobEndpoint string = account.properties.primaryEndpoints.blob
@description('Queue endpoint.')
output queueEndpoint string = account.properties.primaryEndpoints.queue
@description('Table endpoint.')
output tableEndpoint string = account.properties.primaryEndpoints.table
