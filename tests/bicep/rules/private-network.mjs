export const says = 'With the private network, tenants\' accounts and vaults have a private endpoint and no public one; a firewall names only what can come through it.';

export function* check({ forms }) {
  const { resources, outputs } = forms.private;
  const groups = outputs.COMPLIANCE_TENANTS.map(x => x.resourceGroup);
  const endpoints = resources.filter(x => x.type === 'Microsoft.Network/privateEndpoints');
  for (const { id, name, body } of resources.filter(x => /\/(storageAccounts|vaults)$/.test(x.type) && groups.includes(x.id.split('/')[4]))) {
    if (body.properties.publicNetworkAccess !== 'Disabled' || body.properties.networkAcls.defaultAction !== 'Deny') {
      yield `${name} is public`;
    }
    if (!endpoints.some(x => x.body.properties.privateLinkServiceConnections[0].properties.privateLinkServiceId === id)) {
      yield `${name} has no private endpoint`;
    }
  }
  const subnets = resources.find(x => x.type === 'Microsoft.Network/virtualNetworks').body.properties.subnets;
  if (!subnets.some(x => x.properties.delegations?.some(y => y.properties.serviceName === 'Microsoft.App/environments'))) {
    yield 'no subnet is delegated to Microsoft.App/environments, which Flex Consumption needs';
  }
}
