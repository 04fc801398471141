// Asks the browser whether the commune may show notices here, and sends what it answers with the form around the button.
(() => {
  const form = document.querySelector("form[data-push]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const key = Uint8Array.from(atob(form.dataset.push.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
      await navigator.serviceWorker.register("/thong-bao.js");
      const ready = await navigator.serviceWorker.ready;
      const place = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      form.elements["dang-ky"].value = JSON.stringify(place);
      form.submit();
    } catch {
      form.querySelector("[data-wrong]").hidden = false;
    }
  });
})();
