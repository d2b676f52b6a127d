export const says = 'A tenant\'s accounts and vault can\'t be deleted by a slip.';

export function* check({ forms }) {
  const { resources, outputs } = forms.plain;
  const locked = new Set(resources.filter(x => x.type === 'Microsoft.Authorization/locks' && x.body.properties.level === 'CanNotDelete').map(x => x.scope));
  const groups = outputs.COMPLIANCE_TENANTS.map(x => x.resourceGroup);
  for (const { id, name } of resources.filter(x => /\/(storageAccounts|vaults)$/.test(x.type) && groups.includes(x.id.split('/')[4]))) {
    if (!locked.has(id)) {
      yield `${name} has no lock`;
    }
  }
}
