// The platform, and one resource group per tenant. Deployed by `azd up`; infra/README.md explains the result and the reasons.
targetScope = 'subscription'

import { tenantType } from 'modules/shared/types.bicep'

@minLength(1)
@maxLength(24)
@description('azd environment: a stage, or a stamp for a single tenant.')
param environmentName string

@minLength(1)
@description('Region of all resources.')
param location string

@description('All tenants; this environment deploys those that name it. To add a tenant, add an entry and run `azd provision`.')
param tenants tenantType[]

@allowed(['storage', 'scheduler'])
@description('Where Durable Functions keep their history: the host storage account, or Durable Task Scheduler.')
param durableBackend string = 'storage'

@description('Private endpoints for the tenants\' accounts and vaults, which then have no public ones.')
param privateNetwork bool = false

@description('Public addresses of the recorders; upload URLs work only from there. Requires privateNetwork, because only then does the app have an address that a firewall can allow.')
param allowedIpRanges string[] = []

@allowed(['Standard_ZRS', 'Standard_LRS'])
@description('Replication of every storage account. Never geo-replicated: a failover could bring back what was erased.')
param storageSku string = 'Standard_ZRS'

@allowed(['premium', 'standard'])
@description('Key Vault SKU of the tenants\' vaults; premium keeps keys in hardware.')
param vaultSku string = 'premium'

@minValue(365)
@maxValue(146000)
@description('Days during which an entry of a tenant\'s log can be neither changed nor deleted (PCI DSS 10.5.1: 12 months).')
param auditRetentionDays int = 400

@minValue(90)
@maxValue(730)
@description('Days for which the platform\'s own logs can be searched.')
param logRetentionDays int = 365

@minValue(40)
@maxValue(1000)
@description('Maximum number of instances of the app.')
param maximumInstanceCount int = 100

@description('Plans of Microsoft Defender for Cloud: StorageAccounts, KeyVaults, Arm. A plan covers, and is paid for, the whole subscription; one that is not listed is left as it is.')
param defenderPlans string[] = []

@description('E-mail addresses that receive alerts.')
param alertEmails string[] = []

@description('Address at which ALERTS.md can be read: each alert links to its section there.')
param alertPages string = 'infra/ALERTS.md'

var suffix = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var ours = filter(tenants, tenant => tenant.environment == environmentName)
// Without a speech resource, the parts of an id that nothing uses.
var speechIds = [for tenant in ours: split(tenant.?speechResourceId ?? subscriptionResourceId('Microsoft.Resources/resourceGroups', 'none'), '/')]
var tenantGroupIds = [for tenant in ours: subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-${environmentName}-tenant-${tenant.id}')]

// Malware scanning reads uploads, and discovery reads samples of all blobs: neither may, and both would find ciphertext in tenants' accounts.
var defender = {
  StorageAccounts: {
    pricingTier: 'Standard'
    subPlan: 'DefenderForStorageV2'
    extensions: [
      { name: 'OnUploadMalwareScanning', isEnabled: 'False' }
      { name: 'SensitiveDataDiscovery', isEnabled: 'False' }
    ]
  }
  KeyVaults: { pricingTier: 'Standard', subPlan: 'PerKeyVault' }
  Arm: { pricingTier: 'Standard', subPlan: 'PerSubscription' }
}

@batchSize(1)
resource plans 'Microsoft.Security/pricings@2024-01-01' = [for plan in defenderPlans: {
  name: plan
  properties: defender[plan]
}]

// The activity log is kept for 90 days, and only here. The workspace keeps who changed what as long as everything else.
resource activityLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'compliance-${environmentName}'
  properties: {
    workspaceId: monitoring.outputs.workspaceId
    logs: [for category in ['Administrative', 'Security', 'Policy', 'Alert', 'ServiceHealth', 'ResourceHealth']: {
      category: category
      enabled: true
    }]
  }
}

resource platform 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}-platform'
  location: location
  tags: tags
}

resource tenantGroups 'Microsoft.Resources/resourceGroups@2025-04-01' = [for tenant in ours: {
  name: 'rg-${environmentName}-tenant-${tenant.id}'
  location: location
  tags: union(tags, { 'compliance-tenant': tenant.id, 'compliance-state': tenant.state })
}]

module customRoles 'modules/shared/custom-roles.bicep' = {
  name: 'custom-roles-${environmentName}'
  params: { environmentName: environmentName }
}

module identity 'modules/shared/identity.bicep' = {
  name: 'identity'
  scope: platform
  params: {
    name: 'id-${environmentName}-platform'
    location: location
    tags: tags
  }
}

module monitoring 'modules/platform/monitoring.bicep' = {
  name: 'monitoring'
  scope: platform
  params: {
    suffix: suffix
    location: location
    tags: tags
    retentionDays: logRetentionDays
    principalId: identity.outputs.principalId
  }
}

module network 'modules/platform/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: platform
  params: {
    suffix: suffix
    location: location
    tags: tags
  }
}

module hostStorage 'modules/platform/host-storage.bicep' = {
  name: 'host-storage'
  scope: platform
  params: {
    name: 'host${suffix}'
    location: location
    tags: tags
    sku: storageSku
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module landing 'modules/platform/landing.bicep' = {
  name: 'landing'
  scope: platform
  params: {
    name: 'landing${suffix}'
    location: location
    tags: tags
    sku: storageSku
    allowedIpRanges: privateNetwork || empty(allowedIpRanges) ? allowedIpRanges : fail('allowedIpRanges needs privateNetwork')
    allowedSubnetIds: privateNetwork ? [network!.outputs.appSubnetId] : []
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module messaging 'modules/platform/messaging.bicep' = {
  name: 'messaging'
  scope: platform
  params: {
    name: 'sb-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module durable 'modules/platform/durable.bicep' = if (durableBackend == 'scheduler') {
  name: 'durable'
  scope: platform
  params: {
    name: 'dts-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module tenantOf 'modules/tenant/tenant.bicep' = [for (tenant, i) in ours: {
  name: 'tenant'
  scope: tenantGroups[i]
  params: {
    tenant: tenant
    environmentName: environmentName
    location: location
    tags: union(tags, { 'compliance-tenant': tenant.id })
    storageSku: storageSku
    vaultSku: vaultSku
    blobUserRoleId: customRoles.outputs.blobUserId
    logWriterRoleId: customRoles.outputs.logWriterId
    signerRoleId: customRoles.outputs.signerId
    auditRetentionDays: auditRetentionDays
    workspaceId: monitoring.outputs.workspaceId
    endpointSubnetId: network.?outputs.endpointSubnetId ?? ''
    blobZoneId: network.?outputs.blobZoneId ?? ''
    vaultZoneId: network.?outputs.vaultZoneId ?? ''
  }
}]

module atPlatform 'modules/tenant/at-platform.bicep' = [for (tenant, i) in ours: {
  name: 'tenant-${tenant.id}'
  scope: platform
  params: {
    tenantId: tenant.id
    principalId: tenantOf[i].outputs.granteeId
    recipients: tenant.state == 'active' ? tenant.recipients : []
    recorders: tenant.state == 'active' ? tenant.recorders : []
    landingName: landing.outputs.name
    busName: messaging.outputs.name
    blobUserRoleId: customRoles.outputs.blobUserId
  }
}]

module speechRole 'modules/tenant/speech-role.bicep' = [for (tenant, i) in ours: if (tenant.state == 'active' && !empty(tenant.?speechResourceId ?? '')) {
  name: 'speech-${tenant.id}'
  scope: resourceGroup(speechIds[i][2], speechIds[i][4])
  params: {
    accountName: last(speechIds[i])
    principalId: tenantOf[i].outputs.granteeId
  }
}]

module app 'modules/platform/app.bicep' = {
  name: 'app'
  scope: platform
  params: {
    suffix: suffix
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    tenants: [for (tenant, i) in ours: {
      id: tenant.id
      state: tenant.state
      directoryId: tenant.directoryId
      audience: tenant.audience
      identityId: tenantOf[i].outputs.identityId
      clientId: tenantOf[i].outputs.clientId
      dataEndpoint: tenantOf[i].outputs.dataEndpoint
      keysEndpoint: tenantOf[i].outputs.keysEndpoint
      vaultEndpoint: tenantOf[i].outputs.vaultEndpoint
      restoreKeyRing: tenant.?restoreKeyRing ?? ''
      restoreReason: tenant.?restoreReason ?? ''
    }]
    deploymentContainer: hostStorage.outputs.deploymentContainer
    hostBlobEndpoint: hostStorage.outputs.blobEndpoint
    hostQueueEndpoint: hostStorage.outputs.queueEndpoint
    hostTableEndpoint: hostStorage.outputs.tableEndpoint
    landingBlobEndpoint: landing.outputs.blobEndpoint
    landingQueueEndpoint: landing.outputs.queueEndpoint
    allowedIpRanges: allowedIpRanges
    pageOrigins: flatten(map(ours, tenant => tenant.state == 'active' ? tenant.?pageOrigins ?? [] : []))
    busHostName: messaging.outputs.hostName
    insightsConnectionString: monitoring.outputs.connectionString
    durableBackend: durableBackend
    schedulerEndpoint: durable.?outputs.endpoint ?? ''
    subnetId: network.?outputs.appSubnetId ?? ''
    maximumInstanceCount: maximumInstanceCount
    workspaceId: monitoring.outputs.workspaceId
  }
  dependsOn: [atPlatform]
}

module alerts 'modules/platform/alerts.bicep' = {
  name: 'alerts'
  scope: platform
  params: {
    suffix: suffix
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    busId: messaging.outputs.id
    groupIds: concat([platform.id], tenantGroupIds)
    emails: alertEmails
    pages: alertPages
  }
}

@description('Resource group of the platform.')
output AZURE_RESOURCE_GROUP string = platform.name
@description('The app to which azd deploys.')
output SERVICE_COMPLIANCE_NAME string = app.outputs.name
@description('Address of the app.')
output SERVICE_COMPLIANCE_URI string = app.outputs.uri
@description('Event Grid system topic of the landing account, for hooks/event-grid.sh.')
output COMPLIANCE_LANDING_TOPIC string = landing.outputs.systemTopicName
@description('Landing account, for hooks/remove-tenant.sh.')
output COMPLIANCE_LANDING_ACCOUNT string = landing.outputs.name
@description('Service Bus namespace, for hooks/remove-tenant.sh.')
output COMPLIANCE_BUS string = messaging.outputs.name
@description('Every tenant, for the hooks.')
output COMPLIANCE_TENANTS array = [for (tenant, i) in ours: {
  id: tenant.id
  state: tenant.state
  resourceGroup: tenantGroups[i].name
  principalId: tenantOf[i].outputs.principalId
  dataAccount: tenantOf[i].outputs.dataAccountName
  keysAccount: tenantOf[i].outputs.keysAccountName
  vault: tenantOf[i].outputs.vaultName
  speechResourceId: tenant.?speechResourceId ?? ''
}]
