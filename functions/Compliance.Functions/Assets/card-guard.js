// Pauses a call's recording while a payment card is entered, and shows the agent whether the recorders confirmed (see README.md).
// It never reads what is typed: no value, no text of an editable element, no key or input event.
(() => {
  'use strict';
  if (window.CardGuard) return;

  const script = document.currentScript || document.querySelector('script[src*="card-guard"]');
  const my = {
    api: new URL(script?.src || location, location).origin,
    grace: 3,
    button: false,
    texts: {
      idle: '– Recording not paused',
      pending: '… Waiting for the recorders',
      paused: '✓ Recording paused',
      failed: '! NOT confirmed: recording may run',
      pause: 'Pause',
      resume: 'Resume',
    },
  };
  const colours = { idle: ['#444', '#fff'], pending: ['#ffbf00', '#000'], paused: ['#0a6b2d', '#fff'], failed: ['#b00020', '#fff'] };

  // Which fields are card fields, by what pages call them: compared as lower-case words without accents.
  const fields = 'input,select,textarea,iframe,[contenteditable]';
  const noField = /^(hidden|submit|button|reset|image|checkbox|radio|file)$/;
  const card = new RegExp([
    'cvv|cvc|\\b(pan|ccv|cvn|csc)2?\\b|^mm ?(yy|jj|aa)',
    '(card|\\bcc) ?(no\\b|nr|num|name|code|pan|exp|sec|ver|month|year|holder|owner|type|valid)',
    '(credit|debit|bank|kredit|payment|betaal) ?(card|karte|kaart|pas\\b)',
    '\\b(on|auf|sur|op|en) (\\w+ )?(card|karte|carte|kaart|tarjeta)',
    'karten? ?(n(r|ummer)|pruf|inhaber)|pruf(ziffer|nummer)|kaart ?(n(r|ummer)|houder)|\\bpas ?nummer',
    '\\b(n\\w?|num\\w*|titula\\w*|porteur|cod\\w*) ?(de )?(la |votre |tu |su )?(carte|tarjeta)',
    '(carte|tarjeta) (de )?(cred|deb|banc|bleu|paie|pago)|cryptogramme',
  ].join('|'));
  const other = /\b(gift|loyalty|member|rewards?|business|id|identity|sim|health|score|post|dis) ?card|\b(dd|tt|dob)\b|geschenk|treue|bonus|gesundheit|cadeau|fidel|vitale|regalo|sanitari|klanten|birth|geburt|naiss|nacim|geboor/;
  // What is a card's only where a card field is beside it.
  const beside = /expir|\bexp\b|valid|ablauf|verfall|gultig|caduc|vencim|verval|geldig|(security|sicherheits|heids|beveiligings) ?code|cod\w* de s[ei]|\b(month|monat|mois|mes|maand|year|jahr|annee|ano|jaar|mm|yy|yyyy)\b/;

  const words = text => (text || '').replace(/([a-z])([A-Z])/g, '$1 $2').normalize('NFD').replace(/[\u0300-\u036f]/g, '')
    .toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
  const textOf = node => node.nodeType === 3 ? node.data
    : node.isContentEditable || /^(INPUT|SELECT|TEXTAREA|OUTPUT)$/.test(node.nodeName) ? ''
      : [...node.childNodes].map(textOf).join(' ');
  const namesOf = el => [
    el.localName,
    ...['name', 'id', 'placeholder', 'title', 'aria-label'].map(x => el.getAttribute(x)),
    ...[...(el.labels || [])].map(textOf),
    ...(el.getAttribute('aria-labelledby') || '').split(/\s+/)
      .map(x => x && el.getRootNode().getElementById(x)).filter(Boolean).map(textOf),
  ].map(words);
  const isNamed = el => namesOf(el).some(x => card.test(x) && !other.test(x));
  const isMarked = el => /(^|\s)cc-/i.test(el.getAttribute('autocomplete')) || my.selectors && el.matches(my.selectors);
  const isField = el => el.matches(fields) && !noField.test(el.type);
  const hasCard = el => {
    const root = el.getRootNode(), outer = root.host || root.defaultView?.frameElement;
    return [...(el.form || root).querySelectorAll(fields)].some(x => x !== el && isField(x) && (isMarked(x) || isNamed(x)))
      || outer && (isNamed(outer) || hasCard(outer));
  };
  const isCard = el => {
    const said = el.closest('[data-card-guard]');
    if (said) return said.dataset.cardGuard !== 'off';
    if (isMarked(el)) return true;
    if (!isField(el) && !el.localName.includes('-')) return false;
    const names = namesOf(el);
    return isNamed(el) || names.some(x => beside.test(x)) && !names.some(x => other.test(x)) && hasCard(el);
  };

  // Where the focus is, down through same-origin frames and open shadow roots; moves inside those are heard by their own root only.
  const cardFocus = () => {
    const path = [];
    for (let root = document; root && !document.hidden;) {
      // To listen again where it already does changes nothing.
      for (const type of ['focus', 'blur']) (root.defaultView || root).addEventListener(type, check, true);
      const el = root.activeElement;
      if (el) path.unshift(el);
      root = el?.shadowRoot || el?.contentDocument;
    }
    return path.find((x, i) => (!i || x.shadowRoot) && isCard(x));
  };

  // The hold: automatic while a card field has the focus and for the grace after it, manual until it is ended.
  let auto, manual, held = false, owed, leave, since, sure, failed, missing = '', next;
  const key = () => my.tenant && my.call ? `${my.api}/api/tenants/${my.tenant}/calls/${encodeURIComponent(my.call)}/` : '';

  function check() {
    const el = key() && cardFocus();
    if (el) {
      leave = clearTimeout(leave);
      auto = true;
      hold('automatic', /\bcc-[a-z-]+/i.exec(el.getAttribute('autocomplete'))?.[0] || 'card');
    } else if (auto) {
      leave ||= setTimeout(release, my.grace * 1000);
    }
    if (owed && !holder()) {
      owed = false;
      enqueue('resume', 'automatic');
    }
    failed ||= held && !sure && Date.now() - since > 5000;
    show();
  }
  function release() {
    leave = clearTimeout(leave);
    auto = false;
    hold('automatic');
  }
  function hold(trigger, kind) {
    if (held === !!(auto || manual)) return;
    held = !held;
    sure = failed = false;
    missing = '';
    since = Date.now();
    clearTimeout(next);
    owed = !held && holder();
    if (!owed) enqueue(held ? 'pause' : 'resume', trigger, kind);
    tell();
    show();
  }
  function byHand(on) {
    if (!key()) return;
    manual = on;
    // No grace then, but a card field that still has the focus keeps its hold.
    if (!on && !cardFocus()) auto = false;
    hold('manual');
    save();
  }

  // Other tabs and frames with the same call: the last one that holds resumes, and all show the same light.
  const id = Math.random(), peers = new Map(), channel = new BroadcastChannel('card-guard');
  const tell = ask => channel.postMessage({ id, key: key(), held, state: state(), ask });
  const holder = () => [...peers.values()].find(x => x.held && x.key === key() && Date.now() - x.heard < 90000);
  channel.onmessage = ({ data }) => {
    peers.set(data.id, { ...data, heard: Date.now() });
    if (data.ask) tell();
    check();
  };

  // What happened, in order, until the server has it; it outlives the page in the tab's session.
  let queue = [], sending, leaving, tries = 0, retry, token;
  function save() {
    try {
      sessionStorage.setItem('card-guard', JSON.stringify({ queue, manual: manual && key() }));
    } catch {
      // A sandboxed page has no storage: there the queue lives as long as the page.
    }
  }
  function restore() {
    try {
      const kept = JSON.parse(sessionStorage.getItem('card-guard'));
      queue = kept.queue.filter(x => x.url.startsWith(my.api + '/api/'));
      if (kept.manual && kept.manual === key()) byHand(true);
    } catch {
      // Nothing was kept.
    }
  }
  function enqueue(verb, trigger, field) {
    const channels = my.channels && String(my.channels).split(/[\s,]+/);
    queue.push({ url: key() + verb, body: { at: new Date().toISOString(), trigger, channels, field } });
    save();
    send();
  }
  async function post(url, body, known) {
    try {
      token = known || await my.token();
      const response = await fetch(url, {
        method: 'POST', body: JSON.stringify(body), keepalive: true, signal: AbortSignal.timeout(10000),
        headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' },
        credentials: 'omit',
      });
      return { status: response.status, answer: response.ok && await response.json() };
    } catch {
      // Offline, too slow or no token: the caller tries again.
      return { status: 0 };
    }
  }
  async function send() {
    if (sending || leaving) return;
    sending = true;
    clearTimeout(retry);
    while (queue.length) {
      const { status, answer } = await post(queue[0].url, queue[0].body);
      if (!answer) {
        failed = held;
        // What the server will never take does not block what follows.
        if (status < 400 || status > 499 || [401, 403, 408, 425, 429].includes(status)) {
          retry = setTimeout(send, Math.min(30000, 1000 * 2 ** tries++));
          break;
        }
      }
      tries = 0;
      queue.shift();
      save();
      if (answer && !queue.length) read(answer);
    }
    sending = false;
    show();
  }
  function read({ paused, recorders = [], heartbeatSeconds = 15 }) {
    sure = held && paused === true;
    failed = held && !sure && (Date.now() - since > 5000 || !recorders.some(x => x.state === 'pending'));
    missing = recorders.filter(x => x.name && x.state !== 'confirmed').map(x => x.name).join(', ');
    clearTimeout(next);
    if (held) next = setTimeout(beat, 1000 * (sure ? heartbeatSeconds : 1));
  }
  async function beat() {
    const { answer } = await post(key() + 'heartbeat', {});
    if (!held || queue.length) return;
    if (answer) {
      read(answer);
    } else {
      // The pause stands, but nobody has confirmed it lately.
      sure = false;
      since = Date.now();
      next = setTimeout(beat, 2000);
    }
    tell();
    show();
  }

  // The light.
  let box, status, button, shown;
  const state = () => held ? sure ? 'paused' : failed ? 'failed' : 'pending' : queue.length ? 'pending' : 'idle';
  function show() {
    const now = !held && holder()?.state || state();
    const place = my.light ? document.querySelector(my.light) : document.body;
    if (!place) return;
    if (!box) build();
    const line = my.texts[now] + (now === 'failed' && missing ? ` (${missing})` : '');
    if (!box.isConnected) place.append(box);
    else if (shown === line) return;
    shown = line;
    // On top again, also of a modal dialog that has opened since.
    if (box.popover && box.showPopover) {
      if (box.matches(':popover-open')) box.hidePopover();
      box.showPopover();
    }
    box.dataset.state = now;
    [box.style.background, box.style.color] = colours[now];
    status.textContent = line;
    button.style.display = my.button === false ? 'none' : '';
    button.textContent = my.texts[held ? 'resume' : 'pause'];
    tell();
    document.dispatchEvent(new CustomEvent('card-guard', { detail: { state: now } }));
  }
  function build() {
    [box, status, button] = ['div', 'span', 'button'].map(x => document.createElement(x));
    box.id = 'card-guard';
    box.append(status, button);
    box.style.cssText = 'display:inline-flex;gap:.5em;align-items:center;margin:0;padding:.4em .8em;border:2px solid #fff;border-radius:1em;font:600 14px/1.3 system-ui,sans-serif;z-index:99999';
    if (!my.light) {
      box.style.cssText += ';position:fixed;inset:auto 12px 12px auto';
      box.popover = 'manual';
    }
    status.setAttribute('role', 'status');
    button.type = 'button';
    button.style.font = 'inherit';
    button.onmousedown = event => event.preventDefault();
    button.onclick = () => byHand(!held);
  }

  let started;
  function init(options) {
    // A wrong selector fails here, not at the first card.
    if (options.selectors) document.querySelector(options.selectors);
    if (held && 'call' in options && options.call !== my.call) {
      manual = false;
      release();
    }
    Object.assign(my, options, { texts: { ...my.texts, ...options.texts } });
    shown = '';
    if (!started) {
      started = setInterval(check, 250);
      restore();
      for (const type of ['online', 'pageshow', 'pagehide', 'visibilitychange']) addEventListener(type, turn);
    }
    tell(true);
    check();
    send();
    return guard;
  }
  function turn({ type }) {
    if (type === 'pagehide') {
      leaving = true;
      if (auto) release();
      queue.slice(sending ? 1 : 0).forEach(x => post(x.url, x.body, token));
    } else if (!(leaving &&= type !== 'pageshow')) {
      check();
      send();
    }
  }

  const guard = window.CardGuard = { init, pause: () => byHand(true), resume: () => byHand(false) };
  const { token: path, ...attributes } = script?.dataset || {};
  if (attributes.tenant) {
    init({ ...attributes, token: () => path.split('.').reduce((on, name) => on[name], window)() });
  }
})();
