import { stage } from './project.mjs';
import { reach } from './reach.mjs';

const start = '<!-- matrix: node tests/bicep/lint.mjs --write -->';
const end = '<!-- /matrix -->';

/** Resources by identities, as a Markdown table: what each may do, empty where Azure answers 403. */
export function matrix(project) {
  const grants = reach(project.forms.scheduler, stage.tenants);
  const columns = [
    ['app', x => x.principal.kind === 'platform'],
    ...stage.tenants.map(t => [t.id, x => x.principal.kind === 'tenant' && x.principal.tenant === t.id]),
    ...stage.tenants.filter(t => t.state === 'active').map(t => [`${t.id}'s systems`, x => x.principal.kind === 'recipient' && x.principal.tenant === t.id]),
  ];
  const rows = new Map();
  for (const grant of grants) {
    const label = labelOf(grant);
    rows.set(label, [...rows.get(label) ?? [], grant]);
  }
  const lines = [...rows].sort(([a], [b]) => order(a).localeCompare(order(b))).map(([label, grants]) =>
    `| ${label} | ${columns.map(([, mine]) => [...new Set(grants.filter(mine).map(cell))].join(', ')).join(' | ')} |`);
  return [`| | ${columns.map(([name]) => name).join(' | ')} |`, `| --- |${' --- |'.repeat(columns.length)}`, ...lines].join('\n');
}

const cell = ({ role, condition, principal }) =>
  `${role?.short ?? 'unknown role'}${condition ? `: ${condition.includes(`'${principal.tenant}/'`) ? `\`${principal.tenant}/\` only` : 'elsewhere'}` : ''}`;

function labelOf({ kind, owner, on }) {
  const name = on.split('/').at(-1).replace('~', '/');
  const subscription = kind === 'subscription' ? `${on.split('/').at(-3).replace('~', '/')}: ${name}` : name;
  const text = ['host account', 'landing account', 'insights', 'task hub'].includes(kind) ? kind : `${kind === 'container' ? '' : `${kind} `}\`${subscription}\``;
  return owner ? `${owner}: ${text.replace(/^(\w+) `\1`$/, '`$1`')}` : `platform: ${text.replace(/^([\w-]+) `\1`$/, '`$1`')}`;
}

const order = label => (label.startsWith('platform') ? '0' : '1') + label;

/** The README with the matrix in its place. */
export function withMatrix(readme, table) {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`infra/README.md has no place for the matrix: ${start} … ${end}`);
  }
  return `${readme.slice(0, from + start.length)}\n\n${table}\n\n${readme.slice(to)}`;
}
