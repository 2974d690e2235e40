"""What the scripts share: lines of JSON to and from the tests, and the content of messages."""

import hashlib
import json
import math
import sys


def read_line():
    return json.loads(sys.stdin.readline())


def emit(value):
    print(json.dumps(value), flush=True)


def payload_of(message):
    """Payload of a message of a plan. Binary content has a period of 65521 bytes, which deflate's window does not reach."""
    if message["kind"] == "text":
        return message["text"]
    block = _block()
    return (block * (message["size"] // len(block) + 1))[: message["size"]]


async def send_parts(socket, payload, parts):
    """Sends a message in this many frames, and an empty last one where there are several."""
    if parts == 1:
        await socket.send(payload)
        return
    step = math.ceil(len(payload) / parts)
    await socket.send([payload[i : i + step] for i in range(0, len(payload), step)])


def received(message):
    """What the tests compare of a message that came."""
    text = isinstance(message, str)
    data = message.encode() if text else message
    return {"kind": "text" if text else "binary", "length": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def known(socket):
    """What a peer knows of its connection after its end."""
    return {
        "subprotocol": socket.subprotocol,
        "extensions": ", ".join(extension.name for extension in socket.extensions),
        "close": {"code": socket.close_code, "reason": socket.close_reason},
    }


def _block():
    block, x = bytearray(), 1
    for _ in range(65521):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        block.append(x >> 24)
    return bytes(block)
