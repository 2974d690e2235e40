"""Requests over HTTP/2 by h2load of nghttp2, with the figures of measure.py.

It prints a line where its measuring window begins and one where it ends. It does not wait there: what of the window's figures
belongs to the requests under way at both ends is the same.
"""
import re, shutil, statistics
import procfs
from measure import Snapshot, end, generator, measured
from paths import RUN

NAME = "h2load"
LOG = RUN / "h2load.txt"
BODY = 1024         # of an answer
BEGUN, OVER = "Main benchmark duration is started", "Main benchmark duration is over"


def missing():
    """What to install, or None."""
    return None if shutil.which(NAME) else "Debian package nghttp2-client"


def _command(options, port, warm, seconds):
    milliseconds = lambda time: f"{round(time * 1000)}ms"
    return [
        # The same version, suite and group of TLS as wsload offers; nothing but HTTP/2.
        NAME, *options, "-t", "1", "--npn-list=h2", "--tls13-ciphers=TLS_AES_128_GCM_SHA256", "--groups=X25519",
        f"--warm-up-time={milliseconds(warm)}", "-D", milliseconds(seconds), f"--log-file={LOG}",
        f"--connect-to=127.0.0.1:{port}", f"https://localhost:{port}/"]


def _load_cpu(process):
    return sum(procfs.cpu([process.pid]))       # of a process that has ended, too, until somebody waits for it


def _percentile(values, part):
    return values[min(len(values) - 1, int(part * len(values)))]


def _figures(output):
    """What it printed at its end and wrote to its log; or {"failed": why}."""
    requests = re.search(r"^requests: .* (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", output, re.MULTILINE)
    data = re.search(r"^traffic: .*\((\d+)\) data", output, re.MULTILINE)
    if not requests or not data:
        return {"failed": "h2load ended without a measurement: " + " / ".join(output.strip().splitlines()[-3:])}
    if not (requests[1] != "0" and "Application protocol: h2\n" in output and "TLS Protocol: TLSv1.3\n" in output):
        return {"failed": "no answer came over HTTP/2 and TLS 1.3"}
    messages, *bad = map(int, requests.groups())
    # The sum of bytes has those of the warm-up, too: it shows answers that were all too short, not a single one.
    short = int(data[1]) < messages * BODY
    times = sorted(int(line.split()[2]) for line in LOG.read_text().splitlines())
    return {
        "mode": NAME, "tls": True, "msgs": messages, "p50_us": _percentile(times, 0.5), "p99_us": _percentile(times, 0.99),
        "max_us": times[-1], "mean_us": round(statistics.mean(times), 1), "errors": sum(bad) + short, "e_short": int(short),
        **dict(zip(("e_failed", "e_errored", "e_timeout"), bad))}


def h2load(options, port, warm, seconds, proxy=(), backend=()):
    """Runs it on CPU 1. Returns its figures with those of measure.measured(), or {"failed": why}."""
    LOG.unlink(missing_ok=True)     # to which it appends
    rss_before = procfs.rss(proxy)
    process = generator(_command(options, port, warm, seconds))
    first = last = None
    output = ""
    try:
        for raw in process.stdout:
            line = raw.decode("latin1")
            output += line
            if line.startswith(BEGUN):
                first, load_cpu = Snapshot(proxy, backend), _load_cpu(process)
            elif line.startswith(OVER):
                last, load_cpu = Snapshot(proxy, backend), _load_cpu(process) - load_cpu
                rss = procfs.rss(proxy)
        output += process.stderr.read().decode("latin1")
        process.wait()
    finally:
        end(process)
    result = _figures(output)
    if "failed" in result or not (first and last):
        return {"failed": result.get("failed", "h2load had no measuring window")}
    return measured(result | {"msgs_s": round(result["msgs"] / seconds, 1), "load_cpu_s": round(load_cpu, 3)}, first, last, rss_before, rss)
