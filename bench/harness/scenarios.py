from dataclasses import dataclass

ALL = ("floor", "nginx", "haproxy", "yarp")
PROXIES = ("nginx", "haproxy", "yarp")      # the floor is no proxy: it has neither tunnels nor time-outs


@dataclass(frozen=True)
class Scenario:
    title: str
    kind: str                   # load, idle or stuck
    load: str = ""              # arguments of wsload
    peers: tuple[str, ...] = ALL


SCENARIOS = {
    "echo": Scenario("64 B, 100 connections", "load", "-c 100 -s 64 -d 1"),
    "many": Scenario("64 B, 2,000 connections", "load", "-c 2000 -s 64 -d 1"),
    "deep": Scenario("64 B, 100 connections, 16 in flight each", "load", "-c 100 -s 64 -d 16"),
    "1k": Scenario("1 KiB, 500 connections", "load", "-c 500 -s 1024 -d 1"),
    "64k": Scenario("64 KiB, 50 connections, 2 in flight each", "load", "-c 50 -s 65536 -d 2", ("floor", "nginx", "nginx-64k", "haproxy", "yarp")),
    "churn": Scenario("connect, upgrade, one 64 B echo, close; 50 at a time", "load", "-m churn -c 50 -s 64"),
    "idle": Scenario("idle tunnels", "idle", peers=PROXIES),
    "stuck": Scenario("one peer stops reading, the other goes on sending", "stuck", peers=PROXIES),
}
