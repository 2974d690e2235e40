"""Ports that a measurement needs for itself."""
import socket
import sys


def taken(port):
    """Whether somebody listens there, or holds it without listening; connections of a program before us that linger do not."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def require_free(ports):
    """Ends with status 1 where another program has one of them: it would be measured in the place of ours."""
    for port in ports:
        if taken(port):
            sys.exit(f"bench: port {port} is in use by another program")
