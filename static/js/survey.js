// A questionnaire on a phone: one question at a time, kept in this tab and by the server under this browser's key as one
// goes (on a strange computer nowhere), sent by itself when the connection is back. Without this file the form is one long
// page that works as any other.
(function () {
  var doc = document, done = doc.querySelector('[data-survey-done]'), form = doc.querySelector('form[data-survey]'), store = null;
  try { store = window.sessionStorage; } catch (e) { /* a browser that keeps nothing */ }
  if (done && store) store.removeItem('survey:' + done.getAttribute('data-survey-done'));
  if (!form || !window.fetch || !window.FormData) return;

  var place = 'survey:' + form.getAttribute('data-survey'), draftUrl = form.getAttribute('data-draft-url');
  var note = doc.getElementById('survey-note'), saved = doc.getElementById('survey-saved'), bar = doc.getElementById('survey-bar');
  var back = form.querySelector('[data-back]'), next = form.querySelector('[data-next]'), send = form.querySelector('[data-send]');
  var sets = Array.prototype.slice.call(form.querySelectorAll('[data-q]')), at = 0, timer = 0, waits = false, sending = false;

  function inputs(set) { return Array.prototype.slice.call(set.querySelectorAll('input, textarea')); }
  function said(set) { return inputs(set).filter(function (f) { return f.tagName === 'TEXTAREA' ? f.value.trim() : f.checked; }).map(function (f) { return f.value; }); }
  function byCode(code) { return sets.filter(function (s) { return s.getAttribute('data-q') === code; })[0]; }
  function asked(set) {
    var on = set.getAttribute('data-if');
    if (!on) return true;
    var first = byCode(on), wanted = set.getAttribute('data-is').split('|');
    return !!first && asked(first) && said(first).some(function (v) { return wanted.indexOf(v) !== -1; });
  }
  function path() { return sets.filter(asked); }
  function say(key) { note.hidden = !key; if (key) note.textContent = note.getAttribute('data-' + key); }
  function tell(key) { if (saved) saved.textContent = key ? form.getAttribute('data-' + key) : ''; }

  var strange = doc.getElementById('survey-strange'), forget = strange && strange.querySelector('[data-forget]');
  function forgets() { return !!forget && forget.checked; }
  function post() { return fetch(draftUrl, { method: 'POST', body: new FormData(form), redirect: 'manual' }); }
  // The server hears of it even if the page is closed at once
  function wipe() {
    var data = new FormData(form);
    data.append('forget', '1');
    fetch(draftUrl, { method: 'POST', body: data, redirect: 'manual', keepalive: true }).catch(function () {});
  }
  if (forget) {
    strange.hidden = false;
    forget.checked = !!store && store.getItem('survey-forget') === '1';
    forget.addEventListener('change', function () {
      clearTimeout(timer);
      if (store) { store.removeItem(place); store[forgets() ? 'setItem' : 'removeItem']('survey-forget', '1'); }
      if (forgets()) { tell(''); wipe(); } else later();
    });
  }

  function keep() {
    if (!store || !draftUrl || forgets()) return;
    var values = {};
    sets.forEach(function (s) { values[s.getAttribute('data-q')] = said(s); });
    try { store.setItem(place, JSON.stringify({ values: values, waits: waits, at: at })); } catch (e) { /* full */ }
  }
  function restore() {
    var kept = null;
    if (forgets() && draftUrl && !form.hasAttribute('data-bound') && sets.some(function (s) { return said(s).length; })) {
      sets.forEach(function (s) { inputs(s).forEach(function (f) { if (f.tagName === 'TEXTAREA') f.value = ''; else f.checked = false; }); });
      wipe();
      return;
    }
    try { kept = store && JSON.parse(store.getItem(place)); } catch (e) { /* torn */ }
    if (!kept || !kept.values || form.hasAttribute('data-bound')) return;
    sets.forEach(function (s) {
      var had = kept.values[s.getAttribute('data-q')] || [];
      inputs(s).forEach(function (f) { if (f.tagName === 'TEXTAREA') { if (had[0]) f.value = had[0]; } else f.checked = had.indexOf(f.value) !== -1; });
    });
    waits = !!kept.waits;
  }
  function save() {
    if (!draftUrl || forgets()) return;
    tell('local');
    if (navigator.onLine === false) { if (!waits) say('offline'); return; }
    post()
      .then(function (r) { if (r.ok) { tell('saved'); if (!waits) say(''); } })
      .catch(function () { if (!waits) say('offline'); });
  }
  function later() { keep(); clearTimeout(timer); timer = setTimeout(save, 800); }

  function show(focus) {
    var list = path();
    at = Math.max(0, Math.min(at, list.length - 1));
    sets.forEach(function (s) { s.hidden = s !== list[at]; });
    back.hidden = at === 0;
    next.hidden = at === list.length - 1;
    if (send) send.hidden = at !== list.length - 1;
    bar.hidden = false;
    bar.querySelector('progress').max = list.length;
    bar.querySelector('progress').value = list.filter(function (s) { return said(s).length; }).length;
    bar.firstElementChild.textContent = form.getAttribute('data-step') + ' ' + (at + 1) + ' ' + form.getAttribute('data-of') + ' ' + list.length;
    if (focus) { var f = inputs(list[at]); f = f.filter(function (i) { return i.checked; })[0] || f[0]; if (f) f.focus({ preventScroll: true }); window.scrollTo(0, 0); }
  }
  function fits(set) {
    var ok = !set.hasAttribute('data-required') || said(set).length > 0, words = set.querySelector('[data-err]');
    if (words) words.hidden = ok;
    set.classList.toggle('bad', !ok);
    return ok;
  }
  function go(step) {
    var list = path();
    if (step > 0 && !fits(list[at])) return;
    at += step;
    show(true);
    keep();
  }
  function submit() {
    if (sending || !send) return;
    var list = path(), gap = -1;
    list.forEach(function (s, i) { if (gap < 0 && !fits(s)) gap = i; });
    if (gap >= 0) { at = gap; show(true); return; }
    sending = true; waits = true; keep(); clearTimeout(timer);
    if (navigator.onLine === false) { sending = false; say('waits'); return; }
    send.setAttribute('aria-busy', 'true');
    fetch(form.action || location.href, { method: 'POST', body: new FormData(form) })
      .then(function (r) {
        if (r.status === 422 || r.status === 403) { waits = false; keep(); form.submit(); return; }
        if (r.status >= 500 || r.status === 429) throw r;
        waits = false;
        if (store) store.removeItem(place);
        location.replace(r.url);
      })
      .catch(function () { sending = false; send.removeAttribute('aria-busy'); say('waits'); });
  }

  var keys = doc.getElementById('survey-keys');
  if (keys && window.matchMedia && matchMedia('(pointer: fine)').matches) keys.hidden = false;
  restore();
  var first = path().map(function (s) { return said(s).length; }).indexOf(0), bad = path().map(function (s) { return s.classList.contains('bad'); }).indexOf(true);
  at = bad >= 0 ? bad : first < 0 ? path().length - 1 : first;
  if (at > 0 && bad < 0) say('kept');
  show(false);

  form.addEventListener('input', function (e) { if (e.target !== forget) { later(); show(false); } });
  form.addEventListener('click', function (e) {
    // A finger has chosen: the next question comes by itself. Arrow keys only look (their click has no detail).
    var f = e.target;
    if (f.tagName !== 'INPUT' || f.type !== 'radio' || e.detail === 0) return;
    setTimeout(function () { if (path()[at] && path()[at].contains(f) && !next.hidden) go(1); }, 250);
  });
  back.addEventListener('click', function () { go(-1); });
  next.addEventListener('click', function () { go(1); });
  form.addEventListener('submit', function (e) { e.preventDefault(); e.stopPropagation(); submit(); }, true);
  doc.addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    var set = path()[at], typing = e.target.tagName === 'TEXTAREA';
    if (typing && matchMedia('(pointer: coarse)').matches) return;
    if (!set || (e.target !== doc.body && !form.contains(e.target))) return;
    if (e.key === 'Enter' && !(typing && e.shiftKey) && e.target.tagName !== 'BUTTON') { e.preventDefault(); if (next.hidden) submit(); else go(1); return; }
    if (typing || !/^[0-9]$/.test(e.key)) return;
    var list = inputs(set), f = list[(e.key === '0' ? 10 : +e.key) - 1];
    if (!f) return;
    f.checked = f.type === 'checkbox' ? !f.checked : true;
    f.focus({ preventScroll: true });
    later(); show(false);
    e.preventDefault();
  });
  window.addEventListener('online', function () { if (waits) submit(); else save(); });
  setInterval(function () { if (waits && !sending && navigator.onLine) submit(); }, 10000);
  if (waits) submit();
}());
