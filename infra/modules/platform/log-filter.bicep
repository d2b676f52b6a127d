@description('The workspace\'s name.')
param name string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Days for which logs can be searched.')
param retentionDays int
@description('The rule that everything passes before it is stored.')
param ruleId string

// The rule names the workspace and the workspace the rule, so the workspace is written a second time.
resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
    defaultDataCollectionRuleResourceId: ruleId
  }
}
