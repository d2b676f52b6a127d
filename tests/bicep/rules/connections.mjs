export const says = 'Every Connection = "X" of a trigger has the settings of an identity-based connection: where, how, whose.';

const needs = {
  BlobTrigger: ['blobServiceUri', 'queueServiceUri', 'credential', 'clientId'],
  ServiceBusTrigger: ['fullyQualifiedNamespace', 'credential', 'clientId'],
};

export function* check(project) {
  const settings = project.forms.plain.resources.find(x => x.type === 'Microsoft.Web/sites/config').body.properties;
  const asked = [{ kind: 'BlobTrigger', connection: 'AzureWebJobsStorage', path: 'the host' }];
  for (const [path, text] of project.csharp) {
    for (const [attribute, kind] of text.matchAll(/\[(\w+Trigger)\([^\]]*\bConnection = "\w+"[^\]]*\]/g)) {
      asked.push({ kind, connection: attribute.match(/Connection = "(\w+)"/)[1], path });
    }
  }
  for (const { kind, connection, path } of asked) {
    for (const key of needs[kind] ?? [`(${kind} is not known here)`]) {
      if (!settings[`${connection}__${key}`]) {
        yield `${path}: connection ${connection} has no setting ${connection}__${key}`;
      }
    }
    if (settings[`${connection}__credential`] && settings[`${connection}__credential`] !== 'managedidentity') {
      yield `${connection}__credential is not managedidentity`;
    }
  }
}
