// Counts down to the session's end. The seconds left come from the server, whose clock decides; the browser's is only
// trusted to tell how much time has passed.
const countdown = document.getElementById('countdown');
const end = Date.now() + Number(countdown.dataset.seconds) * 1000;
let ticking;

function text(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  const clock = [hours, minutes, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return days > 0 ? `${days} d ${clock}` : clock;
}

function tick() {
  const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
  countdown.textContent = seconds > 0 ? text(seconds) : 'over';
  if (seconds === 0) {
    clearInterval(ticking);
  }
}

for (const time of document.querySelectorAll('.facts time')) {
  const date = new Date(time.dateTime);
  time.textContent = date.toLocaleTimeString([], { timeStyle: 'short' });
  time.title = date.toLocaleString();
}
tick();
ticking = setInterval(tick, 1000);
