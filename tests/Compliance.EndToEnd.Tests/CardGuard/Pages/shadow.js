'use strict';
const part = (name, html) => customElements.define(name, class extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: 'open' });
    root.append(document.createRange().createContextualFragment(html));
  }
});
part('x-field', '<input>');
part('payment-form', '<input id="street" name="street"><x-field id="card-number"></x-field><input id="cvc" name="cvc"><input id="floor" name="floor">');
