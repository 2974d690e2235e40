"""A server process: started pinned, stopped by its process id."""
import os, resource, signal, socket, subprocess, time
import procfs
from paths import RUN


class StartFailed(Exception):
    """The message says what was started, what happened and shows the end of its output."""


def descriptor_limit():
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def raise_descriptor_limit():
    hard = descriptor_limit()
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def answers(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


class Server:
    def __init__(self, name, argv, port, cpu, start_timeout=30):
        if answers(port):
            raise StartFailed(f"{name}: port {port} is in use by another program; choose other ports with --port")
        self.name, self.port, self.log = name, port, RUN / f"{name}.log"
        with open(self.log, "wb") as log:
            # Pinned before exec: a runtime that sizes itself by its CPUs sees one. A session of its own: Ctrl-C reaches
            # the harness alone, which then stops its servers in order.
            self.process = subprocess.Popen(
                [str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
        try:
            self._await_listening(start_timeout)
        except BaseException:
            self.stop()
            raise

    def _await_listening(self, seconds):
        deadline = time.monotonic() + seconds
        while not answers(self.port):
            if self.process.poll() is not None:
                raise StartFailed(f"{self.name} ended with status {self.process.returncode} at start; {self._output()}")
            if time.monotonic() > deadline:
                raise StartFailed(f"{self.name} does not listen on port {self.port} after {seconds} s; {self._output()}")
            time.sleep(0.05)

    def _output(self):
        lines = self.log.read_text(errors="replace").splitlines()[-8:]
        return "its last output:\n    " + "\n    ".join(lines) if lines else "it printed nothing"

    def alive(self):
        return self.process.poll() is None

    def pids(self):
        return procfs.tree(self.process.pid)

    def stop(self):
        """SIGTERM to the process; what is left of it and its children after 5 s is killed, each by its id."""
        if not self.alive():
            return
        family = self.pids()
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            for pid in family:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.process.wait()
