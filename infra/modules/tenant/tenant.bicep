// One tenant's own resources, in its own resource group.
import { tenantType } from '../shared/types.bicep'

@description('The tenant.')
param tenant tenantType
@description('Environment name.')
param environmentName string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Replication of its accounts.')
param storageSku string
@description('Key Vault SKU.')
param vaultSku string
@description('Role definitions from custom-roles.bicep.')
param blobUserRoleId string
@description('Role definitions from custom-roles.bicep.')
param logWriterRoleId string
@description('Role definitions from custom-roles.bicep.')
param signerRoleId string
@description('Days during which an entry of the log can be neither changed nor deleted.')
param auditRetentionDays int
@description('Log Analytics workspace.')
param workspaceId string
@description('Subnet of the private endpoints; empty keeps the public ones.')
param endpointSubnetId string
@description('DNS zone for blob endpoints.')
param blobZoneId string
@description('DNS zone for vaults.')
param vaultZoneId string

var unique = uniqueString(subscription().id, environmentName, tenant.id)
var publicEndpoint = empty(endpointSubnetId)
var grantee = tenant.state == 'active' ? identity.outputs.principalId : ''

module identity '../shared/identity.bicep' = {
  name: 'identity'
  params: {
    name: 'id-${environmentName}-${tenant.id}'
    location: location
    tags: tags
  }
}

module data 'data.bicep' = {
  name: 'data'
  params: {
    name: '${take(tenant.id, 8)}dat${unique}'
    location: location
    tags: tags
    sku: storageSku
    publicEndpoint: publicEndpoint
    principalId: grantee
    blobUserRoleId: blobUserRoleId
    logWriterRoleId: logWriterRoleId
    auditRetentionDays: auditRetentionDays
    workspaceId: workspaceId
  }
}

module keys 'keys.bicep' = {
  name: 'keys'
  params: {
    name: '${take(tenant.id, 8)}key${unique}'
    location: location
    tags: tags
    sku: storageSku
    publicEndpoint: publicEndpoint
    principalId: grantee
    blobUserRoleId: blobUserRoleId
    workspaceId: workspaceId
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: 'kv-${take(tenant.id, 7)}-${unique}'
    location: location
    tags: tags
    sku: vaultSku
    publicEndpoint: publicEndpoint
    principalId: grantee
    signerRoleId: signerRoleId
    workspaceId: workspaceId
  }
}

module dataEndpoint '../shared/private-endpoint.bicep' = if (!publicEndpoint) {
  name: 'data-endpoint'
  params: {
    name: 'pe-${tenant.id}-data'
    location: location
    tags: tags
    targetId: data.outputs.id
    groupId: 'blob'
    subnetId: endpointSubnetId
    zoneId: blobZoneId
  }
}

module keysEndpoint '../shared/private-endpoint.bicep' = if (!publicEndpoint) {
  name: 'keys-endpoint'
  params: {
    name: 'pe-${tenant.id}-keys'
    location: location
    tags: tags
    targetId: keys.outputs.id
    groupId: 'blob'
    subnetId: endpointSubnetId
    zoneId: blobZoneId
  }
}

module vaultEndpoint '../shared/private-endpoint.bicep' = if (!publicEndpoint) {
  name: 'vault-endpoint'
  params: {
    name: 'pe-${tenant.id}-vault'
    location: location
    tags: tags
    targetId: vault.outputs.id
    groupId: 'vault'
    subnetId: endpointSubnetId
    zoneId: vaultZoneId
  }
}

@description('The tenant\'s identity.')
output identityId string = identity.outputs.id
@description('The tenant\'s identity.')
output clientId string = identity.outputs.clientId
@description('The tenant\'s identity.')
output principalId string = identity.outputs.principalId
@description('The identity that gets roles on the platform; empty if none.')
output granteeId string = grantee
@description('Blob endpoint of the data account.')
output dataEndpoint string = data.outputs.blobEndpoint
@description('Blob endpoint of the keys account.')
output keysEndpoint string = keys.outputs.blobEndpoint
@description('Vault endpoint.')
output vaultEndpoint string = vault.outputs.endpoint
@description('Data account, for the alerts.')
output dataAccountName string = data.outputs.name
@description('Keys account, for the alerts.')
output keysAccountName string = keys.outputs.name
@description('Vault, for the operator.')
output vaultName string = vault.outputs.name
