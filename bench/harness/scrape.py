"""Asks for a proxy's metrics, each second as Prometheus does on the CPU of the load, or once."""
import os, re, threading, urllib.request
from measure import LOAD_CPU

INTERVAL = 1    # seconds


class Scraper:
    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}/metrics"
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.scrapes, self.error = 0, None

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def _run(self):
        os.sched_setaffinity(0, {LOAD_CPU})     # of this thread
        try:
            while not self.over.wait(INTERVAL):
                with urllib.request.urlopen(self.url, timeout=10) as answer:
                    if b"actorproxy_messages_total" not in answer.read():
                        raise OSError(f"{self.url} has no messages")
                self.scrapes += 1
        except OSError as e:
            self.error = str(e)


def allocated(port):
    """Bytes that the .NET process behind this endpoint has allocated since its start; None where it does not say so."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            found = re.search(rb"^dotnet_gc_heap_total_allocated_bytes_total(?:\{[^}]*\})? (\S+)", answer.read(), re.MULTILINE)
    except OSError:
        return None
    return float(found[1]) if found else None
