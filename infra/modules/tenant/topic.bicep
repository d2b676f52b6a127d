import { recipientType } from '../shared/types.bicep'
import { roleIds } from '../shared/role-ids.bicep'

@description('Service Bus namespace.')
param busName string
@description('Topic, as Azure Resource Manager writes it.')
param topicName string
@description('The tenant\'s identity, the only one that may send; empty if none.')
param senderId string
@description('Subscribers, with one subscription each.')
param subscribers recipientType[]
@description('Application property that names the addressee: recipient or recorder.')
param addressedBy string

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: busName
}

resource acks 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = {
  parent: bus
  name: 'privacy-acks'
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: bus
  name: topicName
  properties: {
    defaultMessageTimeToLive: 'P14D'
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    supportOrdering: true
  }
}

resource subscriptions 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = [for subscriber in subscribers: {
  parent: topic
  name: subscriber.name
  properties: {
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    defaultMessageTimeToLive: 'P14D'
    deadLetteringOnMessageExpiration: true
    deadLetteringOnFilterEvaluationExceptions: true
  }
}]

// The rule $Default is replaced, because with it a subscription receives every message, including the claims and tokens of others. Messages
// without an addressee, such as a lost heartbeat, go to the tenant's office.
resource rules 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [for (subscriber, i) in subscribers: {
  parent: subscriptions[i]
  name: '$Default'
  properties: subscriber.name == 'office' ? {
    filterType: 'SqlFilter'
    sqlFilter: { sqlExpression: 'NOT EXISTS(${addressedBy})' }
  } : {
    filterType: 'CorrelationFilter'
    correlationFilter: {
      properties: { '${addressedBy}': subscriber.name }
    }
  }
}]

resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(senderId)) {
  name: guid(topic.id, senderId, roleIds.send)
  scope: topic
  properties: {
    principalId: senderId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.send)
  }
}

resource receive 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (subscriber, i) in subscribers: if (!empty(subscriber.principalId)) {
  name: guid(subscriptions[i].id, subscriber.principalId, roleIds.receive)
  scope: subscriptions[i]
  properties: {
    principalId: subscriber.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.receive)
  }
}]

resource acknowledge 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (subscriber, i) in subscribers: if (!empty(subscriber.principalId)) {
  name: guid(acks.id, subscriber.principalId, roleIds.send)
  scope: acks
  properties: {
    principalId: subscriber.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.send)
  }
}]
