#!/usr/bin/env python3
"""Clients that connect and do no more: how long does a proxy keep them, and what do they cost it?

Of each kind as many as are asked for, 5,000 by default, connect as fast as one thread can, and stay silent: nothing sent, one
byte, half of a request head, half of a ClientHello, the preface of HTTP/2 alone, HTTP/2 with a window of 0 and requests, answers
that nobody reads. All proxies have the same time-outs of 5 s. Printed is a Markdown table: seconds from the last connect until
the proxy has closed the last of their sockets, its memory per connection while they were all there, and how much that grew
until they began to end.

    bench/silent.py                      all of it, about 15 minutes
    bench/silent.py --proxies nginx --kinds nothing,window-0 --connections 500

Builds actorproxy where bench/bin has none. Needs the .NET 10 SDK for that, openssl, and nginx, which is the backend of all; it and
HAProxy are compared with where they are installed.
"""
import argparse
import os
import pathlib
import resource
import selectors
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "harness"))
import procfs
from ports import require_free

BENCH = pathlib.Path(__file__).resolve().parent
PROXY = BENCH / "bin" / "actorproxy" / "actorproxy"
PLAIN, TLS, BACKEND = 18080, 18443, 19000
TIMEOUT = 5
GIVE_UP = 120
REQUESTS = 100
BODY = 1 << 20
ESTABLISHED, CLOSE_WAIT = "01", "08"

# RFC 8446 section 4.1.2: a record of 512 bytes announced, of which the half comes.
HALF_HELLO = bytes.fromhex("1603010200010001fc0303") + bytes(200)
MAGIC = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags, stream, payload):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def requests():
    """SETTINGS with a window of 0, and GETs without fields but the necessary ones (RFC 7541 section 6.2.2)."""
    head = bytes([0x82, 0x84, 0x87, 1, 9]) + b"localhost"
    return MAGIC + frame(4, 0, 0, bytes([0, 4, 0, 0, 0, 0])) + b"".join(frame(1, 5, 2 * i + 1, head) for i in range(REQUESTS))


# name: (words, port, whether with TLS and HTTP/2, what is sent, bytes that the client's socket takes)
KINDS = {
    "nothing": ("nothing", PLAIN, False, b"", None),
    "one-byte": ("one byte", PLAIN, False, b"G", None),
    "half-head": ("half of a head", PLAIN, False, b"GET / HTTP/1.1\r\nHost: local", None),
    "half-hello": ("half of a ClientHello", TLS, False, HALF_HELLO, None),
    "preface": ("preface of HTTP/2", TLS, True, MAGIC, None),
    "window-0": (f"HTTP/2, window 0, {REQUESTS} GETs", TLS, True, requests(), None),
    "unread": ("answer of 1 MiB unread", PLAIN, False, b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", 4096),
}

ACTORPROXY = f"""
actorproxy {{
  listeners {{
    plain {{ address = "127.0.0.1", port = {PLAIN} }}
    tls {{ address = "127.0.0.1", port = {TLS}
      tls {{ certificates = [{{ certificate = "@RUN@/tls.pem", key = "@RUN@/tls.pem" }}], handshake-timeout = {TIMEOUT}s }} }}
  }}
  routes {{ all {{ backends = ["ws://127.0.0.1:{BACKEND}"] }} }}
  handshake.head-timeout = {TIMEOUT}s
  limits.write-timeout = {TIMEOUT}s
  http.keep-alive-timeout = {TIMEOUT}s
  access-log.enabled = false
}}
"""

NGINX = """
worker_processes 1;
daemon off;
user root;
pid @RUN@/@NAME@.pid;
error_log stderr crit;
worker_rlimit_nofile @FILES@;
events { worker_connections 30000; multi_accept on; }
http {
  access_log off;
  client_body_temp_path @RUN@/@NAME@-body;
  proxy_temp_path @RUN@/@NAME@-proxy;
  fastcgi_temp_path @RUN@/@NAME@-fastcgi;
  uwsgi_temp_path @RUN@/@NAME@-uwsgi;
  scgi_temp_path @RUN@/@NAME@-scgi;
  @HTTP@
}
"""
NGINX_PROXY = f"""
  client_header_timeout {TIMEOUT}s; send_timeout {TIMEOUT}s; keepalive_timeout {TIMEOUT}s; reset_timedout_connection on;
  ssl_certificate @RUN@/tls.pem; ssl_certificate_key @RUN@/tls.pem;
  upstream backend {{ server 127.0.0.1:{BACKEND}; keepalive 128; }}
  server {{
    listen 127.0.0.1:{PLAIN} backlog=65535;
    listen 127.0.0.1:{TLS} ssl http2 backlog=65535;
    location / {{ proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_max_temp_file_size 0; }}
  }}
"""
NGINX_BACKEND = f"""
  send_timeout 1h; keepalive_timeout 1h; keepalive_requests 10000000;
  server {{ listen 127.0.0.1:{BACKEND} backlog=65535; root @RUN@/www; }}
"""

HAPROXY = f"""
global
  nbthread 1
  maxconn 9900
  ulimit-n @FILES@
defaults
  mode http
  timeout connect 5s
  timeout client {TIMEOUT}s
  timeout server 1h
  timeout http-request {TIMEOUT}s
  timeout http-keep-alive {TIMEOUT}s
frontend f
  bind 127.0.0.1:{PLAIN} backlog 65535
  bind 127.0.0.1:{TLS} backlog 65535 ssl crt @RUN@/tls.pem alpn h2,http/1.1
  maxconn 9900
  default_backend b
backend b
  server s1 127.0.0.1:{BACKEND}
"""


class Program:
    """A server and its children, stopped by its process id."""

    def __init__(self, run, name, argv, port):
        require_free((PLAIN, TLS) if port == PLAIN else (port,))
        self.log = run / f"{name}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        end = time.monotonic() + 30
        while not answers(port):
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise SystemExit(f"{name} does not listen on port {port}:\n{self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def pids(self):
        return procfs.tree(self.process.pid)

    def sockets(self):
        """Connections of clients that it has not closed (proc(5), net/tcp: local address, state)."""
        ports = tuple(f":{port:04X}" for port in (PLAIN, TLS))
        rows = (line.split() for line in procfs.read(f"/proc/{self.process.pid}/net/tcp").splitlines()[1:])
        return sum(1 for row in rows if row[1].endswith(ports) and row[3] in (ESTABLISHED, CLOSE_WAIT))

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def answers(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def written(run, name, text, **more):
    for key, value in {"RUN": run, "NAME": name, "FILES": resource.getrlimit(resource.RLIMIT_NOFILE)[1], **more}.items():
        text = text.replace(f"@{key}@", str(value))
    path = run / f"{name}.conf"
    path.write_text(text)
    return path


def nginx(run, name, http, port):
    return Program(run, name, ["nginx", "-p", run, "-c", written(run, name, NGINX.replace("@HTTP@", http))], port)


def start(proxy, run):
    if proxy == "nginx":
        return nginx(run, "nginx", NGINX_PROXY, PLAIN)
    if proxy == "haproxy":
        return Program(run, "haproxy", ["haproxy", "-db", "-f", written(run, "haproxy", HAPROXY)], PLAIN)
    return Program(run, "actorproxy", [PROXY, "run", written(run, "actorproxy", ACTORPROXY)], PLAIN)


def client(kind, context):
    _, port, secure, sent, room = KINDS[kind]
    s = socket.socket()
    if room:
        # Small segments and a small window: then the proxy's kernel buffers little of what is not read.
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    s.settimeout(30)
    s.connect(("127.0.0.1", port))
    if secure:
        s = context.wrap_socket(s, server_hostname="localhost")
    if sent:
        s.sendall(sent)
    s.setblocking(False)
    return s


def drain(selector, unread):
    """Reads what the proxy says, but for answers that nobody reads."""
    for key, _ in selector.select(0):
        try:
            if not unread and os.read(key.fd, 65536):
                continue
        except BlockingIOError:
            continue
        except OSError:
            pass  # reset: that is an end, too
        selector.unregister(key.fd)


def measure(server, kind, count, context):
    """(seconds until the last was closed or None, KiB per connection, growth of that, clients that were cut as they came)"""
    memory = procfs.rss(server.pids())
    selector = selectors.EpollSelector()
    clients = []
    most = memory
    refused = 0
    for i in range(count):
        try:
            clients.append(client(kind, context))
        except OSError:
            refused += 1
            continue
        if kind != "unread":
            selector.register(clients[-1].fileno(), selectors.EVENT_READ)
        if i % 200 == 199:
            drain(selector, kind == "unread")
            most = max(most, procfs.rss(server.pids()))
    begin = time.monotonic()
    full = last = procfs.rss(server.pids())
    while (left := server.sockets()) > 0:
        drain(selector, kind == "unread")
        now = procfs.rss(server.pids())
        most = max(most, now)
        if left > count * 0.9:
            last = now
        if time.monotonic() - begin > GIVE_UP:
            break
        time.sleep(0.2)
    took = time.monotonic() - begin
    for s in clients:
        s.close()
    selector.close()
    end = time.monotonic() + 60
    while server.sockets() and time.monotonic() < end:
        time.sleep(0.2)
    return (took if took < GIVE_UP else None), (most - memory) / count, (last - full) / count, refused


def build():
    """As bench/run.sh does."""
    if not PROXY.exists():
        print(f"bench: {PROXY} is not there, and is built: this takes some minutes", file=sys.stderr, flush=True)
        subprocess.run(
            ["dotnet", "publish", BENCH.parent / "src" / "Node", "-c", "Release", "--self-contained", "false", "-o", PROXY.parent,
             "-nodeReuse:false", "-p:UseSharedCompilation=false", "-v", "quiet"], check=True, stdout=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--proxies", default="actorproxy,nginx,haproxy")
    arguments = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < 2 * arguments.connections + 500:
        raise SystemExit(f"{arguments.connections} connections need a descriptor limit of {2 * arguments.connections + 500}; it is {hard}")
    if not shutil.which("nginx"):
        raise SystemExit("nginx is needed as the backend: Debian package nginx")
    require_free((PLAIN, TLS, BACKEND))
    if "actorproxy" in arguments.proxies:
        build()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    rows = {kind: [] for kind in arguments.kinds.split(",")}
    names = []
    with tempfile.TemporaryDirectory() as folder:
        run = pathlib.Path(folder)
        run.chmod(0o755)
        (run / "www").mkdir()
        (run / "www" / "index.html").write_text("hello")
        (run / "www" / "large").write_bytes(bytes(BODY))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-keyout", run / "tls.key", "-out", run / "tls.pem"], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        with open(run / "tls.pem", "a") as pem:
            pem.write((run / "tls.key").read_text())
        backend = nginx(run, "backend", NGINX_BACKEND, BACKEND)
        try:
            for proxy in arguments.proxies.split(","):
                if proxy != "actorproxy" and not shutil.which(proxy):
                    print(f"{proxy} is not installed and left out", file=sys.stderr)
                    continue
                names.append(proxy)
                for kind, cells in rows.items():
                    # A new one for each kind: what one leaves behind is not the next one's.
                    server = start(proxy, run)
                    try:
                        measure(server, kind, min(200, arguments.connections), context)
                        took, cost, growth, refused = measure(server, kind, arguments.connections, context)
                    finally:
                        server.stop()
                    cells.append(f"{'never' if took is None else f'{took:.0f} s'}, {cost:.1f}, {growth:+.1f}{f', {refused:,} cut as they came' if refused else ''}")
                    print(f"{proxy}, {KINDS[kind][0]}: {cells[-1]}", file=sys.stderr)
        finally:
            backend.stop()
    print(f"| {arguments.connections:,} silent clients | " + " | ".join(names) + " |")
    print("| --- |" + " --- |" * len(names))
    for kind, cells in rows.items():
        print(f"| {KINDS[kind][0]} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
