// The function app: Flex Consumption, .NET 10 isolated. It has every tenant's identity attached but no role of its own on their data.

@description('Suffix of every name here.')
param suffix string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('The app\'s own identity: resource id.')
param identityId string
@description('The app\'s own identity: client id.')
param identityClientId string
@description('Tenants: id, state, directoryId, audience, identityId, clientId, dataEndpoint, keysEndpoint, vaultEndpoint, restoreKeyRing, restoreReason.')
param tenants array
@description('Host storage: location of the code package.')
param deploymentContainer string
@description('Host storage: blobs.')
param hostBlobEndpoint string
@description('Host storage: queues.')
param hostQueueEndpoint string
@description('Host storage: tables.')
param hostTableEndpoint string
@description('Landing account: blobs.')
param landingBlobEndpoint string
@description('Landing account: queues.')
param landingQueueEndpoint string
@description('Public addresses of the recorders; upload URLs work only from there. Empty means from anywhere.')
param allowedIpRanges string[]
@description('Origins of the pages that may call the app from a browser: https://host.')
param pageOrigins string[]
@description('Service Bus host name.')
param busHostName string
@description('Application Insights.')
param insightsConnectionString string
@description('Where Durable Functions keep their history: storage is the host account.')
@allowed(['storage', 'scheduler'])
param durableBackend string
@description('Durable Task Scheduler endpoint; empty for the host account.')
param schedulerEndpoint string
@description('Subnet for outgoing calls; empty for none.')
param subnetId string
@description('Maximum number of instances.')
param maximumInstanceCount int
@description('Log Analytics workspace.')
param workspaceId string

var served = filter(tenants, tenant => tenant.state == 'active')
var byIdentity = { credential: 'managedidentity', clientId: identityClientId }

var platformSettings = {
  AZURE_CLIENT_ID: identityClientId
  AzureWebJobsDisableHomepage: 'true'
  AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
  AzureWebJobsStorage__queueServiceUri: hostQueueEndpoint
  AzureWebJobsStorage__tableServiceUri: hostTableEndpoint
  AzureWebJobsStorage__credential: byIdentity.credential
  AzureWebJobsStorage__clientId: byIdentity.clientId
  Landing__blobServiceUri: landingBlobEndpoint
  Landing__queueServiceUri: landingQueueEndpoint
  Landing__credential: byIdentity.credential
  Landing__clientId: byIdentity.clientId
  Bus__fullyQualifiedNamespace: busHostName
  Bus__credential: byIdentity.credential
  Bus__clientId: byIdentity.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}

// Schedules of the timers, UTC, with seconds. The host skips a timer whose setting is missing; the code has the same list.
var schedules = {
  Schedule_BackUpKeyRings: '0 7 * * * *'
  Schedule_CheckAllStores: '0 13 2 * * *'
  Schedule_CheckpointAuditLogs: '0 * * * * *'
  Schedule_DeleteDueRecordings: '0 37 3 * * *'
  Schedule_EndKeyBackups: '0 52 * * * *'
  Schedule_EndRequests: '0 37 3 * * *'
  Schedule_ExpireConsents: '0 33 * * * *'
  Schedule_ExpirePackages: '0 41 * * * *'
  Schedule_NoticeRotations: '45 */5 * * * *'
  Schedule_PseudonymiseAllLeavers: '0 7 4 * * *'
  Schedule_PurgeTaskHub: '0 23 * * * *'
  Schedule_ReconcileRecordings: '0 */5 * * * *'
  Schedule_ReconcileRequests: '30 */5 * * * *'
  Schedule_RemindRecipients: '0 11 * * * *'
  Schedule_RestoreKeyRings: '0 */5 * * * *'
  Schedule_RetryCallbacks: '0 */5 * * * *'
  Schedule_SweepCalls: '0 43 * * * *'
  Schedule_SweepClaims: '0 47 * * * *'
  Schedule_SweepErasures: '0 29 * * * *'
  Schedule_SweepInbox: '0 17 * * * *'
  Schedule_TendAllHolds: '15 */5 * * * *'
  Schedule_WatchCalls: '*/15 * * * * *'
}

// Settings of this form override host.json.
var storageProvider = 'AzureFunctionsJobHost__extensions__durableTask__storageProvider'
var schedulerSettings = durableBackend == 'storage' ? {} : {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
  '${storageProvider}__type': 'azureManaged'
  '${storageProvider}__connectionStringName': 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
}

var rangeSettings = [for (range, i) in allowedIpRanges: { 'Landing__AllowedIpRanges__${i}': range }]

var tenantSettings = [for (tenant, i) in served: {
  'Compliance__Access__Audiences__${i}': tenant.audience
  'Compliance__Tenants__${tenant.id}__DirectoryId': tenant.directoryId
  'Compliance__Tenants__${tenant.id}__DataEndpoint': tenant.dataEndpoint
  'Compliance__Tenants__${tenant.id}__KeysEndpoint': tenant.keysEndpoint
  'Compliance__Tenants__${tenant.id}__VaultEndpoint': tenant.vaultEndpoint
  'Compliance__Tenants__${tenant.id}__ManagedIdentityClientId': tenant.clientId
  'Compliance__Tenants__${tenant.id}__RestoreKeyRing': tenant.restoreKeyRing
  'Compliance__Tenants__${tenant.id}__RestoreReason': tenant.restoreReason
}]

// Browsers send an origin in lower case, without path or wildcard. Any other spelling would never match, or match everything.
var wrongOrigins = filter(pageOrigins, x => !startsWith(x, 'https://') || length(x) < 9 || toLower(x) != x || length(split(x, '/')) != 3 || contains(x, '*'))

var identityIds = concat([identityId], map(served, tenant => string(tenant.identityId)))

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: 'func-${suffix}'
  location: location
  tags: union(tags, { 'azd-service-name': 'compliance' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: toObject(identityIds, id => string(id), id => {})
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientCertEnabled: false
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstanceCount
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      remoteDebuggingEnabled: false
      ftpsState: 'Disabled'
      cors: {
        allowedOrigins: empty(wrongOrigins) ? union([], pageOrigins) : fail('pageOrigins takes https://host only, not ${join(wrongOrigins, ', ')}')
        supportCredentials: false
      }
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: reduce(concat([platformSettings, schedules, schedulerSettings], rangeSettings, tenantSettings), {}, (all, some) => union(all, some))
}

// What the host itself says: starts, keys used, extensions. The app's own log goes to Application Insights.
resource hostLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

// azd deploys code with an Entra token; publishing user names and passwords are disabled.
resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

@description('App name.')
output name string = app.name
@description('Address.')
output uri string = 'https://${app.properties.defaultHostName}'
