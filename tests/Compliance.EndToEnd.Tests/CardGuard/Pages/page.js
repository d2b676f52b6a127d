'use strict';
window.crm = { recordingToken: async () => 'token-of-the-page' };

// Everything that could tell what was typed, watched: a read or a listener is noted with where it came from.
window.reads = [];
const note = what => { if ((new Error().stack || '').includes('card-guard')) window.reads.push(what); else window.otherReads = (window.otherReads || 0) + 1; };
const spyGetter = (proto, name) => {
  const own = Object.getOwnPropertyDescriptor(proto, name);
  if (own) Object.defineProperty(proto, name, { ...own, get() { note(`${name} of ${this.nodeName}`); return own.get.call(this); } });
};
for (const name of ['value', 'defaultValue', 'valueAsNumber', 'valueAsDate', 'selectionStart', 'selectionEnd', 'files', 'checked']) spyGetter(HTMLInputElement.prototype, name);
for (const name of ['value', 'defaultValue', 'textLength', 'selectionStart']) spyGetter(HTMLTextAreaElement.prototype, name);
for (const name of ['value', 'selectedIndex', 'selectedOptions', 'options']) spyGetter(HTMLSelectElement.prototype, name);
for (const name of ['textContent', 'innerText']) for (const proto of [Node.prototype, HTMLElement.prototype]) spyGetter(proto, name);
for (const name of ['innerHTML', 'outerHTML', 'attributes']) spyGetter(Element.prototype, name);
for (const name of ['data', 'nodeValue']) {
  for (const proto of [CharacterData.prototype, Node.prototype]) {
    const own = Object.getOwnPropertyDescriptor(proto, name);
    if (own) Object.defineProperty(proto, name, { ...own, get() {
      if (this.parentElement?.closest('[contenteditable],textarea,select,output')) note(`${name} below ${this.parentElement.nodeName}`);
      return own.get.call(this);
    } });
  }
}
const getAttribute = Element.prototype.getAttribute;
Element.prototype.getAttribute = function (name) {
  if (/^(value|data-value)$/i.test(name)) note(`attribute ${name}`);
  return getAttribute.call(this, name);
};
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, ...rest) {
  if (/key|input|paste|copy|cut|^change|select|composition|submit|formdata|drop/.test(type)) note(`listener for ${type}`);
  return listen.call(this, type, ...rest);
};
for (const [on, name] of [[window, 'getSelection'], [document, 'getSelection']]) {
  const own = on[name].bind(on);
  on[name] = () => { note(name); return own(); };
}
const Form = window.FormData;
window.FormData = function (...x) { note('FormData'); return new Form(...x); };
