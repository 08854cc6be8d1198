// A passkey: what the server asks goes to the browser, what the device answers comes back in the form. A form says by
// data-passkey what to do («create», «get»), by data-options what is asked; without options they are fetched at the press.
(function () {
  if (!window.PublicKeyCredential || !navigator.credentials || !window.fetch) return;

  function bytes(text) {
    var raw = atob(text.replace(/-/g, '+').replace(/_/g, '/') + '==='.slice(0, (4 - text.length % 4) % 4));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = Array.prototype.map.call(new Uint8Array(buffer), function (b) { return String.fromCharCode(b); }).join('');
    return btoa(raw).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  }
  function ids(list) { return (list || []).map(function (one) { return Object.assign({}, one, { id: bytes(one.id) }); }); }

  function create(asked) {
    var key = Object.assign({}, asked.publicKey), person = key.user;
    key.challenge = bytes(key.challenge);
    key.user = Object.assign({}, person, { id: bytes(person.id) });
    key.excludeCredentials = ids(key.excludeCredentials);
    key.authenticatorSelection = Object.assign({}, key.authenticatorSelection, { residentKey: 'required', requireResidentKey: true, userVerification: 'required' });
    return navigator.credentials.create({ publicKey: key }).then(function (made) {
      return {
        id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(),
        response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) }
      };
    });
  }
  function get(asked) {
    var key = Object.assign({}, asked.publicKey);
    key.challenge = bytes(key.challenge);
    key.allowCredentials = ids(key.allowCredentials);
    return navigator.credentials.get({ publicKey: key }).then(function (found) {
      var said = found.response, response = {
        clientDataJSON: text(said.clientDataJSON), authenticatorData: text(said.authenticatorData), signature: text(said.signature)
      };
      if (said.userHandle) response.userHandle = text(said.userHandle);
      return { id: found.id, rawId: text(found.rawId), type: found.type, clientExtensionResults: found.getClientExtensionResults(), response: response };
    });
  }
  function options(form) {
    if (form.hasAttribute('data-options')) return Promise.resolve(JSON.parse(form.getAttribute('data-options')));
    return fetch(form.action, { headers: { Accept: 'application/json' } }).then(function (answer) {
      if (!answer.ok) throw new Error('no options');
      return answer.json();
    }).then(function (data) { return data.request_options; });
  }

  Array.prototype.forEach.call(document.querySelectorAll('form[data-passkey]'), function (form) {
    var button = form.querySelector('[data-go]'), trouble = form.querySelector('[role=alert]'), busy = false;
    var run = form.getAttribute('data-passkey') === 'create' ? create : get;
    function go() {
      if (busy) return;
      busy = true;
      trouble.hidden = true;
      options(form).then(run).then(function (credential) {
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      }).catch(function (error) {
        var known = trouble.getAttribute('data-' + (error && error.name || '').toLowerCase());
        trouble.textContent = known || trouble.getAttribute('data-any');
        trouble.hidden = busy = false;
      });
    }
    window.addEventListener('pageshow', function () { busy = false; });
    button.hidden = false;
    button.addEventListener('click', go);
    form.addEventListener('submit', function (e) { e.preventDefault(); go(); });  // Enter in the field of a name
  });
  Array.prototype.forEach.call(document.querySelectorAll('[data-no-passkey]'), function (note) { note.hidden = true; });
  Array.prototype.forEach.call(document.querySelectorAll('[data-with-passkey]'), function (part) { part.hidden = false; });
}());
