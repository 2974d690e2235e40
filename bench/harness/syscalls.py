"""System calls of processes, counted by perf where it may count them, else by strace, which slows them down meanwhile."""
import re, shutil, signal, subprocess
from paths import RUN

EVENT = "raw_syscalls:sys_enter"
# perf counts until its command ends, which says when counting has begun.
UNTIL_TOLD = ["sh", "-c", "echo; exec cat"]


class _Perf:
    def __init__(self, pids):
        self.output = RUN / "perf.txt"
        self.process = subprocess.Popen(
            ["perf", "stat", "-x,", "-e", EVENT, "-o", self.output, "-p", ",".join(map(str, pids)), "--", *UNTIL_TOLD],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        self.process.stdout.readline()

    def end(self):
        """The calls, or None."""
        self.process.communicate()
        counted = re.search(rf"^(\d+),,{EVENT}", self.output.read_text() if self.output.exists() else "", re.MULTILINE)
        return int(counted[1]) if counted else None


class _Strace:
    def __init__(self, pids):
        self.output = RUN / "strace.txt"
        self.process = subprocess.Popen(
            ["strace", "-c", "-f", "-o", self.output, *(a for pid in pids for a in ("-p", str(pid)))],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        for _ in pids:      # "strace: Process 1 attached with 20 threads", or why not
            self.process.stderr.readline()

    def end(self):
        """The calls, or None."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate()
        total = re.search(r"^100\.00\s+\S+\s+\d+\s+(\d+).*total$", self.output.read_text() if self.output.exists() else "", re.MULTILINE)
        return int(total[1]) if total else None


def _perf_may(pids):
    if not shutil.which("perf"):
        return False
    probe = subprocess.run(
        ["perf", "stat", "-x,", "-e", EVENT, "-p", ",".join(map(str, pids)), "--", "true"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return probe.returncode == 0 and "not supported" not in probe.stderr


def tool(pids):
    """(name, class) of what counts the calls of these, or (None, None)."""
    if _perf_may(pids):
        return "perf", _Perf
    return ("strace", _Strace) if shutil.which("strace") else (None, None)
