export const says = 'The app settings are what the options in the code are named, for every served tenant.';

const members = (project, type) => {
  const text = project.source(type);
  const body = text.slice(text.indexOf(`class ${type}`));
  return [...body.slice(0, body.indexOf('\n}')).matchAll(/public [\w?<>]+ (\w+) { get; set; }/g)].map(x => x[1]);
};

const settingsOf = form => form.resources.find(x => x.type === 'Microsoft.Web/sites/config').body.properties;

export function* check(project) {
  const settings = settingsOf(project.forms.plain);
  const has = name => Object.keys(settings).some(x => x.toLowerCase() === name.toLowerCase());
  const ofTenant = members(project, 'TenantRegistration');
  const wanted = [
    ...members(project, 'LandingOptions').map(x => `Landing__${x}`),
    ...members(project, 'BusOptions').map(x => `Bus__${x}`),
    'Compliance__Access__Audiences__0',
    'AZURE_CLIENT_ID',
    ...project.forms.plain.outputs.COMPLIANCE_TENANTS.filter(x => x.state === 'active').flatMap(x => ofTenant.map(y => `Compliance__Tenants__${x.id}__${y}`)),
  ];
  for (const name of wanted.filter(x => !has(x))) {
    yield `there is no setting ${name}`;
  }
  const closed = settingsOf(project.forms.private);
  const rules = project.forms.private.resources.find(x => x.type === 'Microsoft.Storage/storageAccounts' && x.body.properties.networkAcls?.ipRules?.length > 0);
  for (const [i, rule] of (rules?.body.properties.networkAcls.ipRules ?? []).entries()) {
    if (closed[`Landing__AllowedIpRanges__${i}`] !== rule.value) {
      yield `upload URLs are not bound to ${rule.value}, which the landing account's firewall lets in`;
    }
  }
  for (const name of Object.keys(settings).filter(x => x.startsWith('Compliance__Tenants__') && !ofTenant.includes(x.split('__')[3]))) {
    yield `setting ${name} is read by nobody`;
  }
}
