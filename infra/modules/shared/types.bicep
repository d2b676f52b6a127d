@export()
@description('A system of the tenant that is told what to do over Service Bus and reports back.')
type recipientType = {
  @description('Subscription name, as the tenant\'s settings name the recipient or recorder; office gets what is addressed to nobody.')
  name: string

  @description('Object id of its service principal in the operator\'s directory; empty while it has none.')
  principalId: string
}

@export()
@description('One tenant: one controller, one resource group, one identity.')
type tenantType = {
  @description('2-20 of [a-z0-9], starting with a letter. Never another tenant\'s, never changed.')
  id: string

  @description('The azd environment that serves it: a stage, a stamp, or a stamp to itself.')
  environment: string

  @description('active, or leaving: no longer served, its identity without any role.')
  state: 'active' | 'leaving'

  @description('The tenant\'s Microsoft Entra directory (claim tid).')
  directoryId: string

  @description('Application id of the registration that infra/entra/register.sh made in that directory (claim aud).')
  audience: string

  @description('Told of erasures, restrictions and corrections (GDPR Art. 19).')
  recipients: recipientType[]

  @description('Told to pause and resume.')
  recorders: recipientType[]

  @description('Origins of the tenant\'s pages that pause recordings with card-guard.js: https://host, without a path and without a wildcard.')
  pageOrigins: string[]?

  @description('The backup (a folder of container keybackups) that a lost key ring is restored from; absent at all other times.')
  restoreKeyRing: string?
}
