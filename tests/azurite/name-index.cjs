'use strict';

// Loaded into the emulator before it starts. Only the first condition of a query uses an index of its database (lokijs), and its own
// queries begin with the account, or with an expression over all names: finding one blob reads every blob of the account, and removing one
// sorts every index anew. Here a query begins with the name, or with the range of names that have a prefix. The conditions stay the same.
const { Collection, Resultset } = require('lokijs');

const { find } = Resultset.prototype;
const { removeBatchByPositions } = Collection.prototype;

// What the emulator makes of a prefix: the beginning of the name, with what means something in an expression escaped.
const prefix = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[^a-zA-Z0-9])+)$/;

function byName(query) {
  const { name, blobName } = query ?? {};
  if (typeof name === 'string') {
    return { name, ...query };
  }

  // A block of a blob.
  if (typeof blobName === 'string') {
    return { blobName, ...query };
  }

  const begin = typeof name?.$regex === 'string' && prefix.exec(name.$regex)?.[1].replace(/\\(.)/g, '$1');
  // Names without a slash may look like numbers, which the database orders apart.
  return begin && begin.includes('/')
    ? { $and: [{ name: { $between: [begin, `${begin}\uffff`] } }, ...Object.entries(query).map(([key, value]) => ({ [key]: value }))] }
    : query;
}

Resultset.prototype.find = function (query, firstOnly) {
  return find.call(this, this.filterInitialized ? query : byName(query), firstOnly);
};

Collection.prototype.removeBatchByPositions = function (positions) {
  return positions.length === 1 ? this.remove(this.data[positions[0]]) : removeBatchByPositions.call(this, positions);
};
