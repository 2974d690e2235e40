"""The certificate of all TLS listeners: ECDSA P-256, made for the run, in one file with its key."""
import shutil, subprocess
from paths import BIN, RUN

PEM = RUN / "tls.pem"


def missing():
    """What to install, or None."""
    what = []
    if subprocess.run([BIN / "wsload", "-F"], capture_output=True, text=True).stdout.strip() != "tls":
        what.append("Debian package libssl-dev")
    if not shutil.which("openssl"):
        what.append("Debian package openssl")
    return ", ".join(what) or None


def make():
    key = RUN / "tls.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", PEM], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with open(PEM, "a") as pem:
        pem.write(key.read_text())
    key.unlink()
    return PEM
