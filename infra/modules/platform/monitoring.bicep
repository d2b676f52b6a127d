import { roleIds } from '../shared/role-ids.bicep'

@description('Suffix of every name here.')
param suffix string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Days for which logs can be searched. PCI DSS 10.5.1 requires 12 months, the last 3 immediately available; the audit log itself is in the tenant\'s WORM container.')
param retentionDays int
@description('The app\'s identity.')
param principalId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    DisableIpMasking: false
  }
}

resource publish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, principalId, roleIds.publishMetrics)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.publishMetrics)
  }
}

@description('Log Analytics workspace.')
output workspaceId string = workspace.id
@description('Connection string; it contains no secret while local authentication is off.')
output connectionString string = insights.properties.ConnectionString
