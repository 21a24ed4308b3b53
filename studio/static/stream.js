// The stream of events, one for all windows of the studio: a browser has six connections to a host. One window that is seen holds
// it, by a Web Lock, and passes on what it hears; another one takes its place when it is hidden or closed. Where there are no Web
// Locks (a browser has them only on this machine and over TLS) each window that is seen has a stream of its own.
const SILENT = 4000;
const [SHORTEST, LONGEST] = [1000, 30000]; // milliseconds between two tries
const NAME = "studio-events"; // of the lock, and of the channel

// `told(view)` and `gone(id)` of what changes; `whole()` when what there is must be asked for; `lost(is)` whether nothing is heard.
export function listen(page) {
  const channel = new BroadcastChannel(NAME);
  let joined = null; // ends this window's part in it

  // In this window, and in all others.
  function pass(kind, content) {
    page[kind](content);
    channel.postMessage([kind, content]);
  }
  channel.addEventListener("message", ({ data: [kind, content] }) => { if (joined) page[kind](content); });

  function join() {
    if (joined) return;
    joined = new AbortController();
    const { signal } = joined;
    const lead = () => (signal.aborted ? null : new Promise((over) => { signal.addEventListener("abort", over); hold(pass, signal); }));
    if (!navigator.locks) { hold((kind, content) => page[kind](content), signal); return; }
    navigator.locks.request(NAME, { ifAvailable: true }, (lock) => {
      if (lock) return lead();
      page.whole(); // what was told before this window listened
      before = true;
      navigator.locks.request(NAME, { signal }, lead).catch(() => {}); // it is hidden before its turn comes
      return null;
    });
  }

  function part() {
    joined?.abort();
    joined = null;
  }

  const look = () => (document.hidden ? part() : join());
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", part);
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  look();
}

// Holds the stream until `signal`; opened anew when it ends, each time after a longer wait.
let before = false; // this window has listened: what happened until it listens again is told by nobody
function hold(pass, signal) {
  let [events, again, late] = [null, null, null];
  let wait = SHORTEST;

  function heard() {
    clearTimeout(late);
    late = null;
    wait = SHORTEST;
    pass("lost", false);
    if (before) pass("whole");
    before = true;
  }

  function failed() {
    late ??= setTimeout(() => pass("lost", true), SILENT);
    if (events.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    again = setTimeout(open, wait);
    wait = Math.min(2 * wait, LONGEST);
  }

  function open() {
    events = new EventSource("/api/v1/events");
    events.addEventListener("open", heard);
    events.addEventListener("error", failed);
    events.addEventListener("job", (event) => pass("told", JSON.parse(event.data)));
    events.addEventListener("gone", (event) => pass("gone", JSON.parse(event.data).id));
  }

  signal.addEventListener("abort", () => {
    events.close();
    clearTimeout(again);
    clearTimeout(late);
  });
  open();
}
