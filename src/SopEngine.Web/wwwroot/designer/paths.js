// The Studio has no router: running a definition, or saving it under another name, only changes the address. This script loads the
// page of the new address.
export function reloadOnNewPath() {
  const pushState = history.pushState;
  history.pushState = function (state, title, url) {
    const before = location.pathname;
    pushState.call(history, state, title, url);
    if (location.pathname !== before) location.reload();
  };
  addEventListener('popstate', () => location.reload());
}
