// A frame with data-live asks for itself again every few seconds, while somebody looks at it.
setInterval(() => {
  if (document.hidden) return;
  for (const frame of document.querySelectorAll("turbo-frame[data-live]")) {
    if (frame.src) frame.reload();
    else frame.src = frame.dataset.live;
  }
}, 5000);
