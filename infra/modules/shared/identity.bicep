@description('Identity name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
  properties: { isolationScope: 'Regional' }
}

@description('Resource id.')
output id string = identity.id
@description('Client id, used to create a credential.')
output clientId string = identity.properties.clientId
@description('Object id, to which roles are assigned.')
output principalId string = identity.properties.principalId
