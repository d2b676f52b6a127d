// Only if privateNetwork is true: tenants' accounts and vaults can be reached only from here.

@description('Suffix of every name here.')
param suffix string
@description('Region.')
param location string
@description('Tags.')
param tags object

var zoneNames = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  vault: 'privatelink.vaultcore.azure.net'
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.60.0.0/20'] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.60.0.0/24'
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
          serviceEndpoints: [{ service: 'Microsoft.Storage' }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.60.8.0/21' // Three addresses a tenant.
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource blobZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneNames.blob
  location: 'global'
  tags: tags
}

resource vaultZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneNames.vault
  location: 'global'
  tags: tags
}

resource blobLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: blobZone
  name: 'app'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}

resource vaultLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: vaultZone
  name: 'app'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}

@description('Subnet of the app.')
output appSubnetId string = '${network.id}/subnets/app'
@description('Subnet of the private endpoints.')
output endpointSubnetId string = '${network.id}/subnets/endpoints'
@description('DNS zone for blob endpoints.')
output blobZoneId string = blobZone.id
@description('DNS zone for vaults.')
output vaultZoneId string = vaultZone.id
