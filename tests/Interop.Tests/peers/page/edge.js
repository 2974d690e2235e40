// Does all that a page can do with its origin at the same time; the result is what it has seen.
async function visit(plan) {
  const [upload, events, socket] = await Promise.all([
    send(plan.uploadSize),
    follow(plan.events),
    converse(plan.conversation),
  ]);
  return { images: [...document.images].map(image => image.naturalWidth), upload, events, socket, protocols: protocols() };
}

/** The backend says what has arrived. */
async function send(size) {
  const response = await fetch('upload', { method: 'POST', body: new Blob([binary(size)]) });
  return response.json();
}

/** Each event is confirmed: the backend sends the next one only then. */
function follow(count) {
  const source = new EventSource('events');
  const seen = [];
  return new Promise((resolve, reject) => {
    source.onerror = () => source.readyState === EventSource.CLOSED && reject(new Error('no events'));
    source.onmessage = async ({ data, lastEventId }) => {
      seen.push(data);
      await fetch(`seen/${lastEventId}`, { method: 'POST' });
      if (seen.length === count) {
        source.close();
        resolve(seen);
      }
    };
  });
}

/** How each resource came. */
function protocols() {
  const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  return Object.fromEntries(entries.map(({ name, nextHopProtocol }) => [new URL(name).pathname, nextHopProtocol])
    .filter(([, protocol]) => protocol));
}
