export const says = 'main.parameters.json answers every parameter of main.bicep that has no default, and no other; azd would stop and ask.';

export function* check({ files, texts }) {
  const given = Object.keys(JSON.parse(texts.get('infra/main.parameters.json')).parameters);
  const { params } = files.get('infra/main.bicep');
  for (const name of given.filter(x => !params.has(x))) {
    yield `main.parameters.json gives ${name}, which main.bicep does not know`;
  }
  for (const { name } of [...params.values()].filter(x => !x.fallback && !given.includes(x.name))) {
    yield `main.parameters.json does not give ${name}`;
  }
}
