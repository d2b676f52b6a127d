// Only if durableBackend is scheduler: Durable Functions' history in Durable Task Scheduler instead of the host account.
import { roleIds } from '../shared/role-ids.bicep'

@description('Scheduler name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('The app\'s identity.')
param principalId string

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'Consumption' }
    ipAllowlist: ['0.0.0.0/0'] // A Flex app has no address of its own; every call needs an Entra token.
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = {
  parent: scheduler
  name: 'compliance' // host.json, hubName
}

resource orchestrate 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hub.id, principalId, roleIds.orchestrate)
  scope: hub
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.orchestrate)
  }
}

@description('Endpoint.')
output endpoint string = scheduler.properties.endpoint
