export const says = 'The containers are those that the code opens (ContainerNames).';

export function* check(project) {
  const source = project.source('ContainerNames');
  const constants = new Map([...source.matchAll(/const string (\w+) = "(\w+)";/g)].map(x => [x[1], x[2]]));
  const data = source.match(/Data { get; } =\s*\[([^\]]*)\]/)[1].split(',').map(x => constants.get(x.trim()));
  const wanted = { landing: [constants.get('Inbox')], host: ['deployment'] };
  for (const { id } of project.forms.plain.outputs.COMPLIANCE_TENANTS) {
    wanted[`${id.slice(0, 8)}dat`] = data;
    wanted[`${id.slice(0, 8)}key`] = [constants.get('Keyring')];
  }
  const found = project.forms.plain.resources.filter(x => x.type.endsWith('/containers')).map(x => x.name.split('/'));
  for (const [account, names] of Object.entries(wanted)) {
    const has = found.filter(([x]) => x.startsWith(account)).map(x => x[2]);
    if ([...has].sort().join() !== [...names].sort().join()) {
      yield `${account}… has containers ${has.join(', ')}; the code opens ${names.join(', ')}`;
    }
  }
}
