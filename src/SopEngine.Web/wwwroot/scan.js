// The camera reads the QR code of a sample's label, in browsers that can read codes. The page says what to do in all others.
const wait = 250;

const begin = async (scan) => {
  const told = scan.querySelector("[data-scan-told]");
  const picture = scan.querySelector("[data-scan-picture]");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    told.textContent = scan.dataset.textRefused;
    return;
  }

  const stop = () => stream.getTracks().forEach((track) => track.stop());
  document.addEventListener("turbo:before-visit", stop, { once: true });
  addEventListener("pagehide", stop, { once: true });
  told.textContent = scan.dataset.textLooking;
  picture.srcObject = stream;
  picture.hidden = false;
  await picture.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const look = async () => {
    if (!stream.active) return;
    const [found] = await detector.detect(picture).catch(() => []);
    if (!found) {
      setTimeout(look, wait);
      return;
    }

    stop();
    location.assign(`/samples?q=${encodeURIComponent(found.rawValue.slice(0, 200))}`);
  };
  look();
};

// The page comes again by Turbo, as another element; the script does not.
const shown = new WeakSet();

const show = async () => {
  const scan = document.querySelector("[data-scan]");
  if (!scan || shown.has(scan) || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  shown.add(scan);
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return;
  scan.querySelector("[data-scan-told]").textContent = scan.dataset.textAsked;
  const button = scan.querySelector("[data-scan-begin]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.hidden = true;
    begin(scan);
  });
};
document.addEventListener("turbo:load", show);
show();
