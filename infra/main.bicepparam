using 'main.bicep'

// The parameters of azd: the tenants in tenants.json, in the size of a preset (azd env set COMPLIANCE_PRESET dev).
var presets = {
  dev: {
    privateNetwork: false
    storageSku: 'Standard_LRS'
    vaultSku: 'standard'
    auditRetentionDays: 365
    logRetentionDays: 90
    maximumInstanceCount: 40
  }
  production: {
    privateNetwork: true
    storageSku: 'Standard_ZRS'
    vaultSku: 'premium'
    auditRetentionDays: 400
    logRetentionDays: 365
    maximumInstanceCount: 100
  }
}
var preset = presets[readEnvironmentVariable('COMPLIANCE_PRESET', 'production')]

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param tenants = loadJsonContent('tenants.json')
param durableBackend = readEnvironmentVariable('COMPLIANCE_DURABLE_BACKEND', 'storage')
param allowedIpRanges = filter(split(readEnvironmentVariable('COMPLIANCE_ALLOWED_IP_RANGES', ''), ','), x => !empty(x))
param alertEmails = filter(split(readEnvironmentVariable('COMPLIANCE_ALERT_EMAILS', ''), ','), x => !empty(x))
param alertPages = readEnvironmentVariable('COMPLIANCE_ALERT_PAGES', 'infra/ALERTS.md')
param defenderPlans = filter(split(readEnvironmentVariable('COMPLIANCE_DEFENDER_PLANS', ''), ','), x => !empty(x))
param privateNetwork = preset.privateNetwork
param storageSku = preset.storageSku
param vaultSku = preset.vaultSku
param auditRetentionDays = preset.auditRetentionDays
param logRetentionDays = preset.logRetentionDays
param maximumInstanceCount = preset.maximumInstanceCount
