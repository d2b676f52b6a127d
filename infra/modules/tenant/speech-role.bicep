// What the tenant's identity may do at the tenant's own speech resource, which is not created here.
import { roleIds } from '../shared/role-ids.bicep'

@description('Speech resource.')
param accountName string
@description('The tenant\'s identity.')
param principalId string

resource speech 'Microsoft.CognitiveServices/accounts@2024-10-01' existing = {
  name: accountName
}

resource recognise 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(speech.id, principalId, roleIds.recognise)
  scope: speech
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.recognise)
  }
}
