targetScope = 'subscription'

@description('Environment name: custom role names are unique in a directory.')
param environmentName string

var everywhere = subscription().id

// The built-in contributor may delete containers but not versions. This role is the reverse, because erasing removes every version of a blob.
resource blobUser 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(everywhere, environmentName, 'blob-user')
  properties: {
    roleName: 'Compliance blob user (${environmentName})'
    description: 'Reads, writes and deletes blobs and their versions; no container, no key, no role.'
    type: 'CustomRole'
    assignableScopes: [everywhere]
    permissions: [
      {
        actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read']
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/deleteBlobVersion/action'
        ]
      }
    ]
  }
}

// Append and create, never overwrite or delete: the log stays complete even if its WORM policy is lifted.
resource logWriter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(everywhere, environmentName, 'log-writer')
  properties: {
    roleName: 'Compliance log writer (${environmentName})'
    description: 'Reads a log and adds to it.'
    type: 'CustomRole'
    assignableScopes: [everywhere]
    permissions: [
      {
        actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read']
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
        ]
      }
    ]
  }
}

// The narrowest built-in role that may sign may also decrypt, back up and change keys.
resource signer 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(everywhere, environmentName, 'signer')
  properties: {
    roleName: 'Compliance signer (${environmentName})'
    description: 'Reads the public half of a key and signs with it.'
    type: 'CustomRole'
    assignableScopes: [everywhere]
    permissions: [
      {
        actions: []
        dataActions: [
          'Microsoft.KeyVault/vaults/keys/read'
          'Microsoft.KeyVault/vaults/keys/sign/action'
        ]
      }
    ]
  }
}

@description('Role definition ids.')
output blobUserId string = blobUser.id
@description('Role definition ids.')
output logWriterId string = logWriter.id
@description('Role definition ids.')
output signerId string = signer.id
