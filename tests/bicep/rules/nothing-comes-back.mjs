export const says = 'An account with an inbox or a key ring keeps nothing that was deleted: no versions, soft delete, change feed, restore, geo copy.';

export function* check(project) {
  for (const container of project.everywhere.filter(x => x.type.endsWith('/containers') && /\/(inbox|keyring)$/.test(x.name))) {
    const [account] = container.name.split('/');
    const { resources } = project.forms[container.form];
    const { properties } = resources.find(x => x.name === `${account}/default` && x.type.endsWith('/blobServices')).body;
    const kept = [
      properties.isVersioningEnabled && 'versions',
      properties.changeFeed?.enabled && 'change feed',
      properties.restorePolicy?.enabled && 'restore',
      properties.deleteRetentionPolicy?.enabled !== false && 'soft delete of blobs',
      properties.containerDeleteRetentionPolicy?.enabled !== false && 'soft delete of containers',
      /GRS|GZRS/.test(resources.find(x => x.name === account && x.type.endsWith('/storageAccounts')).body.sku.name) && 'a geo copy',
    ].filter(Boolean);
    for (const what of kept) {
      yield `${container.form}: ${account} keeps ${what}`;
    }
  }
}
