from dataclasses import dataclass
import loads

PREVIOUS = ("previous", "previous-2", "previous-3")     # peers that are earlier builds, as the options --previous name them in turn
ALL = ("floor", "nginx", "haproxy", "yarp", *PREVIOUS, "image")
PROXIES = ("nginx", "haproxy", "yarp", *PREVIOUS, "image")  # the floor is no proxy: it has neither tunnels nor time-outs nor TLS


@dataclass(frozen=True)
class Scenario:
    title: str
    kind: str                   # load, idle or stuck
    load: str = ""              # see loads.py
    peers: tuple[str, ...] = ALL
    windows: int = 1            # how many times as long a window as the others have
    counted: bool = False       # whether system calls and allocations of a message are counted, beside an earlier build

    @property
    def tls(self):
        """Whether clients come over TLS: then the proxies are started with a TLS listener."""
        return loads.is_tls(self.load)


SCENARIOS = {
    "echo": Scenario("64 B, 100 connections", "load", "-c 100 -s 64 -d 1", counted=True),
    "many": Scenario("64 B, 2,000 connections", "load", "-c 2000 -s 64 -d 1"),
    "deep": Scenario("64 B, 100 connections, 16 in flight each", "load", "-c 100 -s 64 -d 16"),
    "1k": Scenario("1 KiB, 500 connections", "load", "-c 500 -s 1024 -d 1", (*ALL, "nginx-64k")),
    "64k": Scenario("64 KiB, 50 connections, 2 in flight each", "load", "-c 50 -s 65536 -d 2", (*ALL, "nginx-64k")),
    "churn": Scenario("connect, upgrade, one 64 B echo, close; 50 at a time", "load", "-m churn -c 50 -s 64", counted=True),
    "metrics": Scenario("64 B, 100 connections; beside the same with its metrics scraped each second", "load", "-c 100 -s 64 -d 1", ("measured",), windows=2),
    "http": Scenario("HTTP: GET with 1 KiB answer, 100 connections, keep-alive", "load", "-m http -c 100 -s 1024"),
    "http-64k": Scenario(
        "HTTP: GET with 64 KiB answer, 50 connections, keep-alive", "load", "-m http -c 50 -s 65536 -u /64k", (*ALL, "nginx-64k")),
    "http-churn": Scenario("HTTP: connect, GET with 1 KiB answer, close; 50 at a time", "load", "-m http-churn -c 50 -s 1024"),
    "http-sse": Scenario(
        "HTTP: 1,000 event streams, an event of 64 B a second each", "load", "-m events -c 1000 -r 1000 -u /events", windows=3),
    "tls": Scenario("TLS: 64 B, 100 connections", "load", "-S -c 100 -s 64 -d 1", PROXIES),
    "tls-churn": Scenario("TLS: connect, handshake, upgrade, one 64 B echo, close; 50 at a time", "load", "-S -m churn -c 50 -s 64", PROXIES),
    "http-tls": Scenario("TLS: GET with 1 KiB answer, 100 connections, keep-alive", "load", "-S -m http -c 100 -s 1024", PROXIES),
    "h2": Scenario("HTTP/2 over TLS: GET with 1 KiB answer, 100 streams over 10 connections", "load", "h2load -c 10 -m 10", PROXIES),
    "idle": Scenario("idle tunnels", "idle", peers=PROXIES),
    "stuck": Scenario("one peer stops reading, the other goes on sending", "stuck", peers=PROXIES),
}
