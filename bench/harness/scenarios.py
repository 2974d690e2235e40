from dataclasses import dataclass

ALL = ("floor", "nginx", "haproxy", "yarp", "previous", "image")
PROXIES = ("nginx", "haproxy", "yarp", "previous", "image")  # the floor is no proxy: it has neither tunnels nor time-outs nor TLS


@dataclass(frozen=True)
class Scenario:
    title: str
    kind: str                   # load, idle or stuck
    load: str = ""              # arguments of wsload
    peers: tuple[str, ...] = ALL
    windows: int = 1            # how many times as long a window as the others have
    counted: bool = False       # whether system calls and allocations of a message are counted, beside an earlier build

    @property
    def tls(self):
        """Whether clients come over TLS: then the proxies are started with a TLS listener."""
        return "-S" in self.load.split()


SCENARIOS = {
    "echo": Scenario("64 B, 100 connections", "load", "-c 100 -s 64 -d 1", counted=True),
    "many": Scenario("64 B, 2,000 connections", "load", "-c 2000 -s 64 -d 1"),
    "deep": Scenario("64 B, 100 connections, 16 in flight each", "load", "-c 100 -s 64 -d 16"),
    "1k": Scenario("1 KiB, 500 connections", "load", "-c 500 -s 1024 -d 1", (*ALL, "nginx-64k")),
    "64k": Scenario("64 KiB, 50 connections, 2 in flight each", "load", "-c 50 -s 65536 -d 2", (*ALL, "nginx-64k")),
    "churn": Scenario("connect, upgrade, one 64 B echo, close; 50 at a time", "load", "-m churn -c 50 -s 64", counted=True),
    "metrics": Scenario("64 B, 100 connections; beside the same with its metrics scraped each second", "load", "-c 100 -s 64 -d 1", ("measured",), windows=2),
    "http": Scenario("HTTP: GET with 1 KiB answer, 100 connections, keep-alive", "load", "-m http -c 100 -s 1024"),
    "tls": Scenario("TLS: 64 B, 100 connections", "load", "-S -c 100 -s 64 -d 1", PROXIES),
    "tls-churn": Scenario("TLS: connect, handshake, upgrade, one 64 B echo, close; 50 at a time", "load", "-S -m churn -c 50 -s 64", PROXIES),
    "idle": Scenario("idle tunnels", "idle", peers=PROXIES),
    "stuck": Scenario("one peer stops reading, the other goes on sending", "stuck", peers=PROXIES),
}
