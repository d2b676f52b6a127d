@description('Storage account.')
param accountName string
@description('Containers that are the scope of the role.')
param containers string[]
@description('Principal that gets the role.')
param principalId string
@description('Full role definition id.')
param roleDefinitionId string
@description('Limits the role to blobs under this prefix, including its slash; empty does not limit it.')
param pathPrefix string = ''

// For listing, Azure checks the requested prefix; for everything else, the blob's own path.
var blob = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'
var listing = 'ActionMatches{\'${blob}/read\'} AND SubOperationMatches{\'Blob.List\'}'
var reading = 'ActionMatches{\'${blob}/read\'} AND NOT SubOperationMatches{\'Blob.List\'}'
var changes = ['write', 'add/action', 'delete', 'deleteBlobVersion/action']
var noChange = join(map(changes, change => '!(ActionMatches{\'${blob}/${change}\'})'), ' AND ')
var byPath = '((!(${reading}) AND ${noChange}) OR (@Resource[${blob}:path] StringStartsWith \'${pathPrefix}\'))'
var byPrefix = '((!(${listing})) OR (@Request[${blob}:prefix] StringStartsWith \'${pathPrefix}\'))'

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: account
  name: 'default'
}

resource containerOf 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = [for container in containers: {
  parent: blobs
  name: container
}]

resource grants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (container, i) in containers: {
  name: guid(containerOf[i].id, principalId, roleDefinitionId)
  scope: containerOf[i]
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitionId
    condition: empty(pathPrefix) ? null : '${byPath} AND ${byPrefix}'
    conditionVersion: empty(pathPrefix) ? null : '2.0'
  }
}]
