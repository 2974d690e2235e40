"""The proxies that are compared, and how each is started: one worker, no access log, time-outs of an hour."""
import functools, os, re, shutil, subprocess
from collections.abc import Callable
from dataclasses import dataclass
from paths import BENCH, BIN, CONF, RUN
from previous import Build
from scenarios import PREVIOUS
from server import descriptor_limit

PROXY_CPU = 0
OURS = "actorproxy"
MEASURED = "measured"     # actorproxy with all metrics collected, of which Prometheus asks each second
IMAGE = "image"           # actorproxy in the environment that its image gives it
CONFIGURATION = "actorproxy.conf.in"

# Hot code is compiled as soon as it is found to be hot, which by default waits for a pause in finding more: the same code in
# the end, after seconds of load instead of a minute.
DOTNET = ["env", "DOTNET_TC_CallCountingDelayMs=0", "dotnet"]

# Debian keeps daemons in /usr/sbin, which is not on everybody's PATH.
SEARCH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"


def idle_tunnels():
    """Two descriptors a tunnel; 400 are left to the proxy itself (a .NET process has about 200 open)."""
    return min(10_000, (descriptor_limit() - 400) // 2)


def render(template, name, **values):
    text = (CONF / template).read_text()     # of conf/, unless its path is absolute
    values |= {"RUN": RUN, "NAME": name, "FILES": descriptor_limit(), "SLOTS": 2 * descriptor_limit(), "TUNNELS": idle_tunnels() + 20}
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    path = RUN / f"{name}.conf"
    path.write_text(text)
    return path


def metrics_port(port):
    """Of actorproxy on this port. One each for all peers lies in between."""
    return port + 100


def actorproxy(port, backend, pem, name=OURS, metrics=0, folder=BIN / "actorproxy", template=CONFIGURATION):
    tls = f', tls {{ certificates = [{{ certificate = "{pem}", key = "{pem}" }}], protocols = ["1.3"] }}' if pem else ""
    return [*DOTNET, folder / "actorproxy.dll", "run", render(template, name, PORT=port, BACKEND=backend, TLS=tls, METRICS=metrics)]


def measured(port, backend, pem):
    return actorproxy(port, backend, pem, "measured", metrics_port(port))


def image(port, backend, pem):
    variables = re.findall(r"^ENV (DOTNET_\S+=\S+)", (BENCH.parent / "Dockerfile").read_text(), re.MULTILINE)
    env, *program = actorproxy(port, backend, pem, IMAGE)
    return [env, *variables, *program]


def floor(port, backend, _):
    return [BIN / "floor", port, backend]


def nginx(name, buffer):
    def argv(port, backend, pem):
        tls = f" ssl http2; ssl_certificate {pem}; ssl_certificate_key {pem}; ssl_protocols TLSv1.3" if pem else ""
        conf = render("nginx.conf.in", name, PORT=port, BACKEND=backend, BUFFER=buffer, TLS=tls)
        return [shutil.which("nginx", path=SEARCH), "-p", RUN, "-c", conf, "-e", "stderr"]
    return argv


def haproxy(port, backend, pem):
    tls = f" ssl crt {pem} ssl-min-ver TLSv1.3 alpn h2,http/1.1" if pem else ""
    return [shutil.which("haproxy", path=SEARCH), "-db", "-f", render("haproxy.cfg.in", "haproxy", PORT=port, BACKEND=backend, TLS=tls)]


def yarp(port, backend, pem):
    return [*DOTNET, BIN / "yarp/yarp.dll", port, backend, *([pem] if pem else [])]


def debian(package):
    return f"Debian package {package}" if not shutil.which(package, path=SEARCH) else None


def built(path):
    return None if (BIN / path).exists() else f"bench/bin/{path}, which run.sh builds"


def version_of(*command):
    def version():
        out = subprocess.run([shutil.which(command[0], path=SEARCH), *command[1:]], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        lines = (out.stdout or out.stderr).splitlines()
        return lines[0].removeprefix("nginx version: ").split(" - ")[0].strip() if lines else "unknown"
    return version


def runtime_version():
    out = subprocess.run(["dotnet", "--list-runtimes"], capture_output=True, text=True).stdout
    versions = re.findall(r"^Microsoft\.NETCore\.App (10\.\S+)", out, re.MULTILINE)
    return f".NET {versions[-1]}" if versions else "unknown .NET"


def our_version():
    out = subprocess.run(["git", "-C", BENCH, "describe", "--always", "--dirty"], capture_output=True, text=True)
    commit = f"commit {out.stdout.strip()}" if out.returncode == 0 else "unknown commit"
    return f"{commit}, {runtime_version()}"


def yarp_version():
    version = re.search(r'Yarp\.ReverseProxy" Version="([^"]+)"', (BENCH / "yarp/yarp.csproj").read_text())[1]
    return f"YARP {version}, {runtime_version()}"


@dataclass(frozen=True)
class Peer:
    argv: Callable[..., list]                       # port, backend port, certificate and key for TLS or None -> command
    missing: Callable[[], str | None]               # what to install, or None
    version: Callable[[], str]


def previous(build, template=CONFIGURATION):
    argv = functools.partial(actorproxy, name=build.name, folder=build.folder, template=template)
    return Peer(argv, build.missing, lambda: f"{build.version}, {runtime_version()}")


PEERS = {
    OURS: Peer(actorproxy, lambda: built("actorproxy/actorproxy.dll"), our_version),
    MEASURED: Peer(measured, lambda: built("actorproxy/actorproxy.dll"), our_version),
    IMAGE: Peer(image, lambda: built("actorproxy/actorproxy.dll"), our_version),
    "floor": Peer(floor, lambda: built("floor"), lambda: "bench/native/floor.c"),
    "nginx": Peer(nginx("nginx", "4k"), lambda: debian("nginx"), version_of("nginx", "-v")),
    "nginx-64k": Peer(nginx("nginx-64k", "64k"), lambda: debian("nginx"), version_of("nginx", "-v")),
    "haproxy": Peer(haproxy, lambda: debian("haproxy"), version_of("haproxy", "-v")),
    "yarp": Peer(yarp, lambda: built("yarp/yarp.dll"), yarp_version),
    **{name: previous(Build(name, BIN / name, "unknown commit")) for name in PREVIOUS},
}
