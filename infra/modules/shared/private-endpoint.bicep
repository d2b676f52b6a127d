@description('Endpoint name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Resource that the endpoint connects to.')
param targetId string
@description('Its sub-resource: blob, vault.')
param groupId string
@description('Subnet of the endpoints.')
param subnetId string
@description('Private DNS zone in which the name is registered.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: { privateLinkServiceId: targetId, groupIds: [groupId] }
      }
    ]
  }
}

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: groupId
        properties: { privateDnsZoneId: zoneId }
      }
    ]
  }
}
