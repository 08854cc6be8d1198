// Every page works without this file; here is only what markup cannot do. Listeners sit on the document,
// so that parts brought by htmx work too.
(function () {
  var doc = document, root = doc.documentElement;
  function on(type, run) { doc.addEventListener(type, run); }
  function each(where, css, run) { Array.prototype.forEach.call(where.querySelectorAll(css), run); }

  // «Для слабовидящих»: the choice is seen at once, the server keeps it in a cookie
  on('change', function (e) {
    var form = e.target.form;
    if (!form || !form.hasAttribute('data-appearance')) return;
    if (e.target.value) root.setAttribute('data-' + e.target.name, e.target.value);
    else root.removeAttribute('data-' + e.target.name);
    if (window.fetch) fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' }).catch(function () {});
  });

  on('click', function (e) {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey || !e.target.closest) return;
    // A link with data-dialog leads to a page of confirmation; here it opens the same words as a dialog
    var opener = e.target.closest('[data-dialog]'), dialog = opener && doc.getElementById(opener.getAttribute('data-dialog'));
    if (dialog && dialog.showModal) { e.preventDefault(); dialog.showModal(); }
    if (e.target.closest('[data-print]')) window.print();
    // Show the password
    var eye = e.target.closest('[data-show]'), input = eye && doc.getElementById(eye.getAttribute('data-show'));
    if (input) { var hidden = input.type === 'password'; input.type = hidden ? 'text' : 'password'; eye.setAttribute('aria-pressed', hidden); }
  });

  // A second press of the same form does nothing until the answer comes
  function release(form) {
    form.removeAttribute('data-busy');
    each(form, '[aria-busy]', function (b) { b.removeAttribute('aria-busy'); b.removeAttribute('aria-disabled'); });
  }
  on('submit', function (e) {
    var form = e.target, button = e.submitter;
    if (form.method === 'dialog' || (button && button.formMethod === 'dialog')) return;
    if (form.hasAttribute('data-busy')) { e.preventDefault(); e.stopPropagation(); return; }
    if (e.defaultPrevented) return;
    form.setAttribute('data-busy', '');
    if (button) { button.setAttribute('aria-busy', 'true'); button.setAttribute('aria-disabled', 'true'); }
    setTimeout(function () { release(form); }, 15000);
  });
  window.addEventListener('pageshow', function () { each(doc, 'form[data-busy]', release); });

  // The summary of errors, or the note that says what was done, takes the focus
  function settle(part) {
    each(part, '[data-show], [data-print]', function (b) { b.hidden = false; });
    var target = part.querySelector('.errs') || part.querySelector('[role=status] > .note');
    if (target && location.hash !== '#vid') target.focus();
  }
  settle(doc);
  on('htmx:afterSettle', function (e) { settle(e.target); });
  function trouble(e) {
    var place = doc.getElementById('messages'), text = place && place.getAttribute('data-' + (e.type === 'htmx:sendError' ? 'offline' : 'failed'));
    if (text) { place.innerHTML = '<div class="note late" tabindex="-1"><p></p></div>'; place.querySelector('p').textContent = text; place.firstChild.focus(); }
  }
  on('htmx:sendError', trouble);
  on('htmx:responseError', trouble);
}());
