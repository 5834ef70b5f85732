const { beacon, article } = document.body.dataset;
let isStaff = false;
try {
  isStaff = localStorage.getItem("newsroom-staff") === "1";
} catch {}

if (beacon && !isStaff && !navigator.globalPrivacyControl && navigator.doNotTrack !== "1") {
  let seconds = 0;
  const clock = setInterval(() => {
    if (document.hidden) return;
    seconds += 1;
    if (seconds === 5) {
      clearInterval(clock);
      navigator.sendBeacon(beacon, article);
    }
  }, 1000);
}
