export const says = 'Write-once is the log, nothing else, and the log can still be appended to. Recordings under it could never be erased.';

export function* check(project) {
  const { resources } = project.forms.plain;
  const policies = resources.filter(x => x.type.endsWith('/immutabilityPolicies'));
  for (const { name, body } of policies) {
    if (name.split('/')[2] !== 'audit') {
      yield `${name} makes another container than audit write-once`;
    }
    if (body.properties.allowProtectedAppendWrites !== true || !(body.properties.immutabilityPeriodSinceCreationInDays >= 365)) {
      yield `${name} must let the log grow and hold it for a year or more`;
    }
  }
  for (const { name } of resources.filter(x => x.type.endsWith('/containers') && x.name.endsWith('/audit'))) {
    if (!policies.some(x => x.name === `${name}/default`)) {
      yield `${name} has no policy`;
    }
  }
  for (const { name, body } of resources.filter(x => x.body.properties?.immutableStorageWithVersioning || x.body.properties?.immutabilityPolicy)) {
    yield `${name} is write-once as a whole: ${JSON.stringify(body.properties.immutableStorageWithVersioning)}`;
  }
}
