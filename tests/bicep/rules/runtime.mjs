export const says = 'Flex Consumption runs the framework that the app is built for, and is spared the settings that it refuses.';

const refused = ['FUNCTIONS_WORKER_RUNTIME', 'FUNCTIONS_EXTENSION_VERSION', 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING', 'WEBSITE_CONTENTSHARE', 'WEBSITE_RUN_FROM_PACKAGE'];

export function* check(project) {
  const framework = project.texts.get('Directory.Build.props').match(/<TargetFramework>net([\d.]+)</)[1];
  const { resources } = project.forms.plain;
  const site = resources.find(x => x.type === 'Microsoft.Web/sites').body;
  const { runtime } = site.properties.functionAppConfig;
  if (runtime.name !== 'dotnet-isolated' || runtime.version !== framework) {
    yield `the app runs ${runtime.name} ${runtime.version}; it is built for dotnet-isolated ${framework}`;
  }
  if (site.properties.siteConfig.linuxFxVersion) {
    yield 'linuxFxVersion is set';
  }
  if (resources.find(x => x.type === 'Microsoft.Web/serverfarms').body.sku.name !== 'FC1') {
    yield 'the plan is not Flex Consumption (FC1)';
  }
  const hub = project.forms.scheduler.resources.find(x => x.type.endsWith('/taskHubs')).name.split('/')[1];
  if (JSON.parse(project.texts.get('functions/Compliance.Functions/host.json')).extensions.durableTask.hubName !== hub) {
    yield `host.json has another task hub than ${hub}`;
  }
  for (const name of Object.keys(resources.find(x => x.type === 'Microsoft.Web/sites/config').body.properties).filter(x => refused.includes(x))) {
    yield `setting ${name} is refused by Flex Consumption`;
  }
}
