// Alerts. Queries read Azure's own logs, or the app's log events by their names in the code.

@description('Suffix of every name here.')
param suffix string
@description('Region.')
param location string
@description('Tags.')
param tags object
@description('Log Analytics workspace.')
param workspaceId string
@description('Service Bus namespace.')
param busId string
@description('Resource groups whose control plane is watched.')
param groupIds string[]
@description('E-mail addresses that receive alerts.')
param emails string[]
@description('Address at which ALERTS.md can be read; the section of an alert has its name.')
param pages string

var rules = [
  {
    name: 'poison'
    severity: 1
    says: 'An upload event was abandoned: the reconcile timer still finds the recording, but the event handling is broken.'
    window: 'PT15M'
    query: 'StorageQueueLogs | where OperationName == "PutMessage" and toint(StatusCode) < 300 and Uri has "-poison"'
  }
  {
    name: 'denied'
    severity: 0
    says: 'A tenant\'s account or vault refused an identity: a mix-up in the app, or somebody probing.'
    window: 'PT5M'
    query: 'union (StorageBlobLogs | where AuthenticationType == "OAuth" and toint(StatusCode) == 403 | project TimeGenerated), (AZKVAuditLogs | where toint(HttpStatusCode) == 403 | project TimeGenerated)'
  }
  {
    name: 'quarantine'
    severity: 2
    says: 'A recording was put in quarantine and needs a decision by the tenant.'
    window: 'PT15M'
    query: 'AppTraces | where Properties.EventName == "Quarantined"'
  }
  {
    name: 'not-reconciled'
    severity: 2
    says: 'Recordings stay on the work list although nothing is missing.'
    window: 'PT30M'
    query: 'AppTraces | where Properties.EventName == "NotReconciled"'
  }
  {
    name: 'not-audited'
    severity: 1
    says: 'A refusal could not be written to the log (PCI DSS 10.2.1.6, 10.7.2).'
    window: 'PT5M'
    query: 'AppTraces | where Properties.EventName == "RefusalNotAudited"'
  }
  {
    name: 'overdue'
    severity: 1
    says: 'A subject request is past its due date (GDPR Art. 12(3)).'
    window: 'PT1H'
    query: 'AppTraces | where Properties.EventName == "RequestOverdue"'
  }
  {
    name: 'log-broken'
    severity: 0
    says: 'A tenant\'s log failed verification; nothing more is signed on top of it.'
    window: 'PT5M'
    query: 'AppTraces | where Properties.EventName == "LogBroken"'
  }
  {
    name: 'log-contradicted'
    severity: 0
    says: 'A tenant\'s log contradicts what its witness cosigned: it went back, or was changed with its checkpoints.'
    window: 'PT5M'
    query: 'AppTraces | where Properties.EventName == "LogContradicted"'
  }
  {
    name: 'came-back'
    severity: 1
    says: 'Parts of an erased recording had reappeared and were removed again: find out who brought them back.'
    window: 'PT15M'
    query: 'AppTraces | where Properties.EventName == "ErasedCameBack"'
  }
  {
    name: 'not-looked-after'
    severity: 1
    says: 'A timer could not do its work for a tenant: a pause may end unnoticed, or a recipient may not be notified.'
    window: 'PT15M'
    query: 'AppTraces | where Properties.EventName in ("CallsNotWatched", "NotCheckpointed", "RecipientsNotWatched", "CallbacksNotWatched", "ErasuresNotSwept", "ClaimsNotSwept", "RotationNotLookedFor", "KeyRingNotBackedUp", "KeyBackupsNotEnded", "PackagesNotExpired", "RescanStopped", "ReindexStopped")'
  }
  {
    name: 'rotation'
    severity: 2
    says: 'A rotation of a tenant\'s keys stopped, or left records that cannot be opened: the old version must stay enabled.'
    window: 'PT15M'
    query: 'AppTraces | where Properties.EventName in ("RotationStopped", "RecordsNotRewrapped")'
  }
  {
    name: 'key-backup-stale'
    severity: 1
    says: 'A tenant\'s key ring has no backup from the last two days: if its account were lost now, recent recordings would be lost.'
    window: 'PT2H'
    query: 'AppTraces | where Properties.EventName == "KeyBackupStale"'
  }
  {
    name: 'document-rejected'
    severity: 0
    says: 'A stored document failed authentication: something other than the app has written to a tenant\'s storage.'
    window: 'PT5M'
    query: 'AppTraces | where Properties.EventName in ("DocumentRejected", "StoreWrong")'
  }
  {
    name: 'not-restored'
    severity: 0
    says: 'A restore of a tenant\'s key ring has not finished: the tenant is closed until it has.'
    window: 'PT15M'
    query: 'AppTraces | where Properties.EventName == "KeyRingNotRestored"'
  }
  {
    name: 'not-reachable'
    severity: 1
    says: 'A tenant\'s account or vault does not answer.'
    window: 'PT5M'
    query: 'AppTraces | where Properties.EventName == "NotReachable"'
  }
  {
    name: 'stale-checkpoint'
    severity: 2
    says: 'A tenant\'s log grew for an hour without a checkpoint that covers the new entries.'
    window: 'PT1H'
    query: 'StorageBlobLogs | where toint(StatusCode) < 300 | summarize grown = countif(OperationName == "AppendBlock" and ObjectKey has "/audit/log/"), signed = countif(OperationName == "PutBlob" and ObjectKey endswith "/state/audit/checkpoint") by AccountName | where grown > 0 and signed == 0'
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'compliance'
    emailReceivers: [for (email, i) in emails: {
      name: 'mail-${i}'
      emailAddress: email
      useCommonAlertSchema: true
    }]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'alert-${rule.name}-${suffix}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    enabled: true
    displayName: rule.name
    description: '${rule.says} What to do: ${pages}#${rule.name}'
    severity: rule.severity
    scopes: [workspaceId]
    evaluationFrequency: rule.window
    windowSize: rule.window
    skipQueryValidation: true // A table exists only after its first row.
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: {
      actionGroups: [group.id]
      customProperties: { page: '${pages}#${rule.name}' }
    }
  }
}]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-dead-letters-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    description: 'A recipient, a recorder or the app gave up on messages. What to do: ${pages}#dead-letters'
    severity: 2
    scopes: [busId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'DeadletteredMessages'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: group.id, webHookProperties: { page: '${pages}#dead-letters' } }]
  }
}

// What takes protection away without touching data: read from the activity log, which nobody can switch off.
var changes = [
  {
    name: 'locks-changed'
    says: 'A lock of a storage account or vault was lifted or changed.'
    operations: ['Microsoft.Authorization/locks/write', 'Microsoft.Authorization/locks/delete']
  }
  {
    name: 'worm-changed'
    says: 'The write-once policy of a tenant\'s log was changed or removed.'
    operations: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/write'
      'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/delete'
      'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/lock/action'
      'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/extend/action'
    ]
  }
  {
    name: 'roles-changed'
    says: 'Somebody got or lost a role on the platform or on a tenant.'
    operations: ['Microsoft.Authorization/roleAssignments/write', 'Microsoft.Authorization/roleAssignments/delete']
  }
  {
    name: 'app-settings-changed'
    says: 'The app\'s settings were changed: they name tenants, identities and endpoints.'
    operations: ['Microsoft.Web/sites/config/write', 'Microsoft.Web/sites/config/delete']
  }
  {
    name: 'host-keys-read'
    says: 'Somebody listed or changed the keys of the Functions host.'
    operations: [
      'Microsoft.Web/sites/host/listkeys/action'
      'Microsoft.Web/sites/host/systemkeys/write'
      'Microsoft.Web/sites/host/functionkeys/write'
    ]
  }
  {
    name: 'logging-changed'
    says: 'Diagnostics were changed or removed: something may go unseen from now on.'
    operations: ['Microsoft.Insights/diagnosticSettings/write', 'Microsoft.Insights/diagnosticSettings/delete']
  }
]

resource controlPlane 'Microsoft.Insights/activityLogAlerts@2020-10-01' = [for change in changes: {
  name: 'alert-${change.name}-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    description: '${change.says} What to do: ${pages}#${change.name}'
    scopes: groupIds
    condition: {
      allOf: [
        { field: 'category', equals: 'Administrative' }
        { field: 'status', equals: 'Succeeded' }
        { anyOf: [for operation in change.operations: { field: 'operationName', equals: operation }] }
      ]
    }
    actions: {
      actionGroups: [{ actionGroupId: group.id, webhookProperties: { page: '${pages}#${change.name}' } }]
    }
  }
}]
