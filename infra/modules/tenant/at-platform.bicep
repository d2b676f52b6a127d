// A tenant's part of shared platform resources: its path in the inbox, its two topics.
import { recipientType } from '../shared/types.bicep'
import { roleIds } from '../shared/role-ids.bicep'

@description('Tenant id.')
param tenantId string
@description('The tenant\'s identity; empty assigns no role.')
param principalId string
@description('Recipients, with one subscription each.')
param recipients recipientType[]
@description('Recorders, with one subscription each that receives only their own commands.')
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

// Account-wide, because the key that it grants is. A SAS signed with that key is still limited by the role above.
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
