'use strict';
addEventListener('DOMContentLoaded', () => CardGuard.init({
  tenant: 'acme', call: 'call-1', token: () => 'token-by-callback', selectors: '.acct17', grace: 0.4, channels: 'audio screen', light: '#place',
  texts: { idle: 'Aufnahme nicht angehalten', paused: 'Aufnahme angehalten' },
}));
