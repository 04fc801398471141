// Shows a notice of the commune, and opens what it is about. Keeps nothing and answers no request.
self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(said.title || "", { body: said.body || "", data: said.url || "/", lang: "vi" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const page = new URL(event.notification.data || "/", self.location.origin);
  event.waitUntil(self.clients.openWindow(page.origin === self.location.origin ? page.href : "/"));
});
