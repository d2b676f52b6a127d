import { roleIds } from '../shared/role-ids.bicep'

@description('Namespace name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('The app\'s identity: it receives acknowledgements; the tenants\' identities send.')
param principalId string
@description('Log Analytics workspace.')
param workspaceId string

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
  }
}

// Recipients and recorders may only send here; an acknowledgement counts only with its one-time token.
resource acks 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: bus
  name: 'privacy-acks'
  properties: {
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    defaultMessageTimeToLive: 'P14D'
    deadLetteringOnMessageExpiration: true
  }
}

resource receive 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(acks.id, principalId, roleIds.receive)
  scope: acks
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.receive)
  }
}

resource busLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: bus
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Namespace name.')
output name string = bus.name
@description('Resource id.')
output id string = bus.id
@description('Host name.')
output hostName string = '${bus.name}.servicebus.windows.net'
