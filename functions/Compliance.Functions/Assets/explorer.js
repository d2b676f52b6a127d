// Draws the HTTP contract and tries it. Everything is written as text, never as markup.
const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'];
const SHOWN_CHARACTERS = 100000;
const TOLD_HEADERS = ['content-type', 'etag', 'location', 'retry-after', 'www-authenticate', 'allow', 'content-range'];

const byId = id => document.getElementById(id);
const contract = await (await fetch('../api/openapi.json')).json();
const resolve = node => node?.$ref ? resolve(node.$ref.slice(2).split('/').reduce((at, part) => at[part], contract)) : node;
const nameOf = ref => ref.split('/').at(-1);
const json = value => JSON.stringify(value, null, 2);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// Text with `code` in it.
function prose(text) {
  return (text ?? '').trim().split(/\n\s*\n/).filter(x => x).map(paragraph =>
    element('p', {}, ...paragraph.split('`').map((part, i) => i % 2 ? element('code', {}, part) : part)));
}

// A schema as one reads a type: what may be absent has a question mark.
function shape(schema, indent = '') {
  if (!schema || Object.keys(schema).length === 0) return 'any';
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.anyOf) return schema.anyOf.map(x => shape(x, indent)).join(' | ');
  if (schema.enum) return schema.enum.map(x => JSON.stringify(x)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const types = [schema.type].flat();
  return types.map(type => type === 'object' ? members(schema, indent)
    : type === 'array' ? `[${shape(schema.items, indent)}]`
    : type === 'string' && schema.format ? schema.format : String(type)).join(' | ');
}

function members(schema, indent) {
  const inner = indent + '  ';
  const lines = Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const remark = one.description ? '  // ' + one.description.trim() : '';
    return `${inner}${name}${schema.required?.includes(name) ? '' : '?'}: ${shape(one, inner)}${remark}`;
  });
  if (schema.additionalProperties) lines.push(`${inner}[name]: ${shape(schema.additionalProperties, inner)}`);
  return lines.length ? `{\n${lines.join('\n')}\n${indent}}` : '{}';
}

function exampleOf(media) {
  const named = Object.values(media?.examples ?? {})[0];
  return media?.example ?? resolve(named)?.value;
}

function contents(content) {
  return Object.entries(content ?? {}).flatMap(([type, media]) => {
    const example = exampleOf(media);
    return [
      element('p', {}, element('code', {}, type)),
      element('pre', { tabindex: '0', 'aria-label': `Schema, ${type}` }, shape(media.schema)),
      ...(example === undefined ? [] : [
        element('pre', { tabindex: '0', 'aria-label': `Example, ${type}` }, typeof example === 'string' ? example : json(example))]),
    ];
  });
}

function field(operation, parameter) {
  const id = `${operation.operationId}-${parameter.in}-${parameter.name}`;
  const choices = resolve(parameter.schema)?.enum;
  const input = choices
    ? element('select', { id }, element('option', { value: '' }, ''), ...choices.map(x => element('option', { value: x }, x)))
    : element('input', { id, autocomplete: 'off', spellcheck: 'false', placeholder: String(parameter.example ?? '') });
  input.setAttribute('aria-describedby', `${id}-hint`);
  if (parameter.required) input.required = true;
  const hint = `${parameter.in}${parameter.required ? ', required' : ''}. ${parameter.description ?? ''}`;
  return {
    parameter, input,
    row: element('div', { class: 'field' },
      element('label', { for: id }, parameter.name), input, element('small', { id: `${id}-hint` }, hint)),
  };
}

function addressOf(path, fields) {
  const query = new URLSearchParams();
  let address = path.replace('{tenant}', encodeURIComponent(byId('tenant').value));
  for (const { parameter, input } of fields) {
    if (parameter.in === 'path') {
      const value = encodeURIComponent(input.value);
      address = address.replace(`{${parameter.name}}`, parameter['x-multi-segment'] ? value.replaceAll('%2F', '/') : value);
    } else if (parameter.in === 'query' && input.value) {
      query.set(parameter.name, input.value);
    }
  }
  return '..' + address + (query.size ? `?${query}` : '');
}

function headersOf(operation, fields, body) {
  const headers = {};
  if (!operation.security && byId('token').value) headers.Authorization = `Bearer ${byId('token').value.trim()}`;
  if (body) headers['Content-Type'] = 'application/json';
  for (const { parameter, input } of fields) {
    if (parameter.in === 'header' && input.value) headers[parameter.name] = input.value;
  }
  return headers;
}

async function textOf(response) {
  const bytes = await response.arrayBuffer();
  const type = response.headers.get('content-type') ?? '';
  if (!/json|text|yaml|javascript|csv/.test(type)) return `${bytes.byteLength} bytes`;
  const text = new TextDecoder().decode(bytes);
  const told = /json/.test(type) && text ? json(JSON.parse(text)) : text;
  return told.length > SHOWN_CHARACTERS ? told.slice(0, SHOWN_CHARACTERS) + '…' : told;
}

async function send(method, path, operation, fields, body, output) {
  const missing = fields.find(x => !x.input.checkValidity());
  if (missing) {
    missing.input.reportValidity();
    return;
  }
  output.replaceChildren('The request is on its way.');
  try {
    const response = await fetch(addressOf(path, fields), {
      method: method.toUpperCase(), body: body?.value || undefined, headers: headersOf(operation, fields, body?.value), cache: 'no-store',
    });
    const told = TOLD_HEADERS.filter(x => response.headers.has(x)).map(x => `${x}: ${response.headers.get(x)}`);
    output.replaceChildren(
      element('p', {}, element('strong', {}, `${response.status} ${response.statusText}`)),
      element('pre', { tabindex: '0', 'aria-label': 'Answer' }, [...told, '', await textOf(response)].join('\n')));
  } catch (fault) {
    output.replaceChildren(`No answer: ${fault.message}`);
  }
}

function trial(method, path, operation, parameters) {
  const fields = parameters.filter(x => x.name !== 'tenant').map(x => field(operation, x));
  const parts = fields.map(x => x.row);
  let body;
  if (operation.requestBody) {
    const id = `${operation.operationId}-body`;
    const text = json(exampleOf(operation.requestBody.content['application/json']));
    body = element('textarea', { id, rows: Math.min(20, text.split('\n').length + 1), spellcheck: 'false' });
    body.value = text;
    parts.push(element('label', { for: id }, 'Body'), body);
  }
  const output = element('div', { role: 'status' });
  const button = element('button', { type: 'button' }, `Send ${operation.operationId}`);
  button.addEventListener('click', () => send(method, path, operation, fields, body, output));
  return [...parts, element('p', {}, button), output];
}

function details(method, path, shared, operation) {
  const parameters = [...shared, ...operation.parameters ?? []].map(resolve);
  const roles = operation['x-roles'].length ? operation['x-roles'].join(', ') : 'anybody, without a token';
  return [
    ...prose(operation.description),
    element('p', { class: 'roles' }, `Roles, any one of: ${roles}.`),
    ...(operation.requestBody ? [element('h4', {}, 'Body'), ...contents(operation.requestBody.content)] : []),
    element('h4', {}, 'Try it'),
    ...trial(method, path, operation, parameters),
    element('h4', {}, 'Answers'),
    ...Object.entries(operation.responses).map(([status, response]) => lazy(`${status} ${resolve(response).description}`, () =>
      contents(resolve(response).content))),
  ];
}

// Drawn when it is opened first.
function lazy(title, draw) {
  const made = element('details', {}, element('summary', {}, title));
  made.addEventListener('toggle', () => made.append(...draw()), { once: true });
  return made;
}

function operations(tag) {
  return Object.entries(contract.paths).flatMap(([path, item]) => METHODS.filter(x => item[x]?.tags.includes(tag)).map(method => {
    const operation = item[method];
    const title = element('span', {}, element('span', { class: 'method' }, method.toUpperCase()), ' ', element('code', {}, path),
      ` ${operation.summary}`);
    const drawn = lazy(title, () => details(method, path, item.parameters ?? [], operation));
    drawn.dataset.words = `${method} ${path} ${operation.summary} ${operation.operationId} ${operation['x-roles'].join(' ')}`.toLowerCase();
    return drawn;
  }));
}

function filter() {
  const wanted = byId('filter').value.trim().toLowerCase();
  const all = [...document.querySelectorAll('[data-words]')];
  for (const one of all) one.hidden = !one.dataset.words.includes(wanted);
  byId('status').textContent = `${all.filter(x => !x.hidden).length} of ${all.length} operations are shown.`;
}

byId('operations').append(
  element('section', { 'aria-label': 'About' }, ...prose(contract.info.description.replaceAll('**', ''))),
  ...contract.tags.map(tag => element('section', { 'aria-label': tag.name },
    element('h2', {}, tag.name), ...prose(tag.description), ...operations(tag.name))),
  element('section', { 'aria-label': 'Schemas' }, element('h2', {}, 'Schemas'),
    ...Object.entries(contract.components.schemas).map(([name, schema]) => lazy(name, () =>
      [...prose(schema.description), element('pre', { tabindex: '0', 'aria-label': `Schema ${name}` }, shape(schema))]))));
byId('filter').addEventListener('input', filter);
filter();
