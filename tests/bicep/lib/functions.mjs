import { createHash } from 'node:crypto';

const hash = (values, length) => createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, length);

function isEmpty(value) {
  return value === null || value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function union(...values) {
  return Array.isArray(values[0]) ? [...new Set(values.flat())] : Object.assign({}, ...values);
}

/** The functions that the templates use, as Bicep documents them. Hashes are others than Azure's: only being distinct matters here. */
export const functions = {
  concat: (...parts) => Array.isArray(parts[0]) ? parts.flat() : parts.join(''),
  contains: (where, what) => typeof where === 'string' || Array.isArray(where) ? where.includes(what) : Object.hasOwn(where, what),
  empty: isEmpty,
  environment: () => ({ suffixes: { storage: 'core.windows.net' } }),
  filter: (list, test) => list.filter(x => test(x)),
  guid: (...values) => hash(values, 32),
  join: (list, separator) => list.join(separator),
  length: value => value.length,
  map: (list, to) => list.map(x => to(x)),
  reduce: (list, first, next) => list.reduce((all, x) => next(all, x), first),
  string: value => typeof value === 'string' ? value : JSON.stringify(value),
  subscription: () => ({ id: '/subscriptions/here', subscriptionId: 'here', tenantId: 'operator-directory' }),
  subscriptionResourceId: (type, name) => `/subscriptions/here/providers/${type}/${name}`,
  take: (value, count) => value.slice(0, count),
  toLower: value => value.toLowerCase(),
  toObject: (list, key, value) => Object.fromEntries(list.map(x => [key(x), value ? value(x) : x])),
  union,
  uniqueString: (...values) => hash(values, 13),
};
