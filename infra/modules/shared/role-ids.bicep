// Every built-in role that is assigned here. RoleList in the tests says which may be assigned, and on what.
@export()
@description('Built-in role definitions by use.')
var roleIds = {
  hostBlobs: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner
  hostQueues: '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor
  hostTables: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
  readBlobs: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1' // Storage Blob Data Reader
  signUploads: 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a' // Storage Blob Delegator
  seal: 'e147488a-f6f5-4113-8e2d-b22465e65bf6' // Key Vault Crypto Service Encryption User
  send: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39' // Azure Service Bus Data Sender
  receive: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0' // Azure Service Bus Data Receiver
  publishMetrics: '3913510d-42f4-4e42-8a64-420c390055eb' // Monitoring Metrics Publisher
  recognise: 'f2dc8367-1007-4938-bd23-fe263f013447' // Cognitive Services Speech User
  orchestrate: '0ad04412-c4d5-4796-b79c-f76d14c8d402' // Durable Task Data Contributor
}
