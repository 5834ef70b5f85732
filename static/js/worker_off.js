// In the place of the worker when it is switched off: takes away all that it kept, and then itself.

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  const end = async () => {
    for (const name of await caches.keys()) await caches.delete(name);
    await registration.unregister();
  };
  event.waitUntil(end());
});
