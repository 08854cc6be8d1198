// A record of a meeting typed on a phone survives a lost connection: kept as it is typed, sent when the connection is
// back. The server knows a record by its client_key, so one that arrived twice is one meeting. Without this file the
// form works as any other.
(function () {
  var form = document.querySelector('form[data-draft]');
  if (!form || !window.localStorage || !window.JSON) return;
  var place = 'meeting:' + form.getAttribute('data-draft'), note = document.getElementById('draft-note');
  var known = (form.getAttribute('data-known') || '').split(' ');

  function fields() { return Array.prototype.filter.call(form.elements, function (f) { return f.name && f.name !== 'csrfmiddlewaretoken' && f.type !== 'file'; }); }
  function read() { try { return JSON.parse(localStorage.getItem(place)); } catch (e) { return null; } }
  function write(draft) { try { localStorage.setItem(place, JSON.stringify(draft)); } catch (e) { /* a full phone keeps what it has */ } }
  function say(key) { if (note) { note.textContent = note.getAttribute('data-' + key); note.hidden = false; } }

  function keep(waits) {
    var values = {};
    fields().forEach(function (f) {
      if (f.type === 'radio' || f.type === 'checkbox') { values[f.name] = values[f.name] || []; if (f.checked) values[f.name].push(f.value); }
      else values[f.name] = [f.value];
    });
    write({ values: values, waits: waits });
  }
  function restore(values) {
    fields().forEach(function (f) {
      var kept = values[f.name];
      if (!kept) return;
      if (f.type === 'radio' || f.type === 'checkbox') f.checked = kept.indexOf(f.value) !== -1;
      else if (kept.length) f.value = kept[0];
    });
  }
  function send() { if (form.requestSubmit) form.requestSubmit(); else form.submit(); }

  var draft = read(), key = draft && draft.values && draft.values.client_key && draft.values.client_key[0];
  if (draft && known.indexOf(key) !== -1) { localStorage.removeItem(place); draft = null; }
  if (draft && draft.values && !form.hasAttribute('data-bound')) { restore(draft.values); say(draft.waits ? 'unsent' : 'kept'); }

  form.addEventListener('input', function () { keep(false); });
  form.addEventListener('change', function () { keep(false); });
  form.addEventListener('submit', function (e) {
    keep(!navigator.onLine);
    if (navigator.onLine) return;
    e.preventDefault();
    say('offline');
  });
  window.addEventListener('online', function () { var now = read(); if (now && now.waits) send(); });
}());
