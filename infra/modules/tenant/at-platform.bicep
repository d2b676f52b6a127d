// A tenant's part of what the platform has once: its path in the inbox, its two topics.
import { recipientType } from '../shared/types.bicep'
import { roleIds } from '../shared/role-ids.bicep'

@description('Tenant id.')
param tenantId string
@description('The tenant\'s identity; empty gives nobody a role.')
param principalId string
@description('Recipients of erasures and the like: one subscription each.')
param recipients recipientType[]
@description('Recorders: one subscription each, with their own commands only.')
param recorders recipientType[]
@description('Landing account.')
param landingName string
@description('Service Bus namespace.')
param busName string
@description('Role definition: read, write, delete blobs.')
param blobUserRoleId string

module inbox '../shared/container-role.bicep' = if (!empty(principalId)) {
  name: 'inbox-${tenantId}'
  params: {
    accountName: landingName
    containers: ['inbox']
    principalId: principalId
    roleDefinitionId: blobUserRoleId
    pathPrefix: '${tenantId}/'
  }
}

// Account-wide because the key it lets an identity ask for is; what a SAS signed with it can do is still bound by the role above.
module signUploads '../shared/account-role.bicep' = if (!empty(principalId)) {
  name: 'delegator-${tenantId}'
  params: {
    accountName: landingName
    principalId: principalId
    roleNames: [roleIds.signUploads]
  }
}

module events 'topic.bicep' = {
  name: 'privacy-events-${tenantId}'
  params: {
    busName: busName
    // Azure Resource Manager writes a slash in an entity's name as a tilde.
    topicName: '${tenantId}~privacy-events'
    senderId: principalId
    subscribers: recipients
    addressedBy: 'recipient'
  }
}

module commands 'topic.bicep' = {
  name: 'recorder-commands-${tenantId}'
  params: {
    busName: busName
    topicName: '${tenantId}~recorder-commands'
    senderId: principalId
    subscribers: recorders
    addressedBy: 'recorder'
  }
}
