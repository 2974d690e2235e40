"""A scenario's load: options of wsload, or of h2load where it begins with that name."""
import h2load
from measure import wsload


def is_h2(load):
    return load.split()[:1] == [h2load.NAME]


def is_tls(load):
    return is_h2(load) or "-S" in load.split()


def is_http(load):
    """Whether it has requests and no WebSockets."""
    return is_h2(load) or any(f"-m {mode}" in load for mode in ("http", "events"))


def run(load, port, warm, seconds, proxy=(), backend=()):
    """One run of it, its figures with the proxy's; or {"failed": why}."""
    if is_h2(load):
        return h2load.h2load(load.split()[1:], port, warm, seconds, proxy, backend)
    return wsload(f"-p {port} {load} -w {warm} -t {seconds}".split(), proxy, backend)
