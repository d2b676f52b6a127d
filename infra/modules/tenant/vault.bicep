import { roleIds } from '../shared/role-ids.bicep'

@description('Vault name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('premium keeps the keys in hardware.')
@allowed(['premium', 'standard'])
param sku string
@description('False closes the public endpoint.')
param publicEndpoint bool
@description('The tenant\'s identity; empty assigns no role.')
param principalId string
@description('Role definition that may sign.')
param signerRoleId string
@description('Log Analytics workspace.')
param workspaceId string

var hardware = sku == 'premium'

// A new version every year; old ones stay usable until the re-wrap that follows has finished.
var rotation = {
  attributes: { expiryTime: 'P2Y' }
  lifetimeActions: [
    { trigger: { timeAfterCreate: 'P1Y' }, action: { type: 'rotate' } }
    { trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'notify' } }
  ]
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: sku }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: publicEndpoint ? 'Enabled' : 'Disabled'
    networkAcls: {
      defaultAction: publicEndpoint ? 'Allow' : 'Deny'
      bypass: 'None'
    }
  }
}

resource seal 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: 'seal'
  properties: {
    kty: hardware ? 'RSA-HSM' : 'RSA'
    keySize: 3072
    keyOps: ['wrapKey', 'unwrapKey']
    attributes: { enabled: true, exportable: false }
    rotationPolicy: rotation
  }
}

resource sign 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: 'sign'
  properties: {
    kty: hardware ? 'EC-HSM' : 'EC'
    curveName: 'P-256'
    keyOps: ['sign', 'verify']
    attributes: { enabled: true, exportable: false }
    rotationPolicy: rotation
  }
}

resource useSeal 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  name: guid(seal.id, principalId, roleIds.seal)
  scope: seal
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.seal)
  }
}

resource useSign 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  name: guid(sign.id, principalId, signerRoleId)
  scope: sign
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: signerRoleId
  }
}

resource vaultLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'keep'
  scope: vault
  properties: {
    level: 'CanNotDelete'
    notes: 'Without these keys nothing of this tenant can be read again. Lifted by hooks/remove-tenant.sh.'
  }
}

@description('Vault name.')
output name string = vault.name
@description('Resource id.')
output id string = vault.id
@description('Vault endpoint.')
output endpoint string = vault.properties.vaultUri
