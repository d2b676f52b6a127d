@export()
@description('A system of the tenant that receives instructions over Service Bus and acknowledges them.')
type recipientType = {
  @description('Subscription name, as the tenant\'s settings name the recipient or recorder; office gets messages without an addressee.')
  name: string

  @description('Object id of its service principal in the operator\'s directory; empty while it has none.')
  principalId: string
}

@export()
@description('One tenant: one controller, one resource group, one identity.')
type tenantType = {
  @description('2-20 of [a-z0-9], starting with a letter. Unique, and never changed.')
  id: string

  @description('The azd environment that serves it: a stage, a stamp, or a stamp for this tenant alone.')
  environment: string

  @description('active, or leaving: no longer served, and its identity has no role.')
  state: 'active' | 'leaving'

  @description('The tenant\'s Microsoft Entra directory (claim tid).')
  directoryId: string

  @description('Application id of the registration that infra/entra/register.sh made in that directory (claim aud).')
  audience: string

  @description('Systems that are notified of erasures, restrictions and corrections (GDPR Art. 19).')
  recipients: recipientType[]

  @description('Systems that are told to pause and resume.')
  recorders: recipientType[]

  @description('Origins of the tenant\'s pages that pause recordings with card-guard.js: https://host, without a path and without a wildcard.')
  pageOrigins: string[]?

  @description('Id of the tenant\'s own speech resource, in any subscription of the operator\'s directory; absent if its calls are not recognised by one.')
  speechResourceId: string?

  @description('The backup (a folder of container keybackups) from which a lost key ring is restored; absent at all other times.')
  restoreKeyRing: string?
  @description('Why it opens after a restore although its log contradicts its witness: 3-100 small letters and hyphens.')
  restoreReason: string?
}
