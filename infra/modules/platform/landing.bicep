// Recorders upload here, for minutes to hours and possibly in clear, so nothing here may outlive its deletion.
// Publicly reachable, because recorders are on the internet; every request needs a token or a SAS for one blob.
import { roleIds } from '../shared/role-ids.bicep'

@description('Account name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Replication.')
param sku string
@description('Public addresses of the recorders; empty admits everybody with a SAS.')
param allowedIpRanges string[]
@description('Subnets that are admitted as well.')
param allowedSubnetIds string[]
@description('The app\'s identity.')
param principalId string
@description('Log Analytics workspace.')
param workspaceId string

module account '../shared/storage.bicep' = {
  name: 'landing-account'
  params: {
    name: name
    location: location
    tags: tags
    sku: sku
    containers: ['inbox']
    allowedIpRanges: allowedIpRanges
    allowedSubnetIds: allowedSubnetIds
    workspaceId: workspaceId
    queueLogs: true
    lifecycleRules: [
      {
        // Backstop of the hourly sweep, which knows the tickets: removes only what the sweep cannot have wanted to keep.
        name: 'inbox-backstop'
        enabled: true
        type: 'Lifecycle'
        definition: {
          filters: { blobTypes: ['blockBlob'], prefixMatch: ['inbox/'] }
          actions: {
            baseBlob: { delete: { daysAfterCreationGreaterThan: 5 } }
            snapshot: { delete: { daysAfterCreationGreaterThan: 0 } }
          }
        }
      }
    ]
  }
}

// The host reads a blob's properties before it calls the function, and keeps poison messages in this account's queues.
module readInbox '../shared/container-role.bicep' = {
  name: 'landing-read'
  params: {
    accountName: account.outputs.name
    containers: ['inbox']
    principalId: principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.readBlobs)
  }
}

module queueRole '../shared/account-role.bicep' = {
  name: 'landing-queues'
  params: {
    accountName: account.outputs.name
    principalId: principalId
    roleNames: [roleIds.hostQueues]
  }
}

// Its subscription is created after the code is deployed (hooks/event-grid.sh), because the key it needs exists only then.
resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${name}'
  location: location
  tags: tags
  properties: {
    source: account.outputs.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource topicLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

@description('Account name.')
output name string = account.outputs.name
@description('Blob endpoint.')
output blobEndpoint string = account.outputs.blobEndpoint
@description('Queue endpoint.')
output queueEndpoint string = account.outputs.queueEndpoint
@description('Event Grid system topic.')
output systemTopicName string = topic.name
