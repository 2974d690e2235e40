"""Prints its port, echoes messages, obeys "ping:" and "close:", and prints what it knew of each connection at its end."""

import asyncio
import sys
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.legacy.server import serve
from wire import emit, known, read_line, send_parts


async def answer(socket, message, parts):
    word, _, rest = message.partition(":") if isinstance(message, str) else ("", "", "")
    if word == "ping":
        await (await socket.ping(rest))
        await socket.send(f"pong:{rest}")
    elif word == "close":
        code, _, reason = rest.partition(":")
        await socket.close(int(code), reason)
    else:
        await send_parts(socket, message, parts)


async def converse(socket):
    parts = int(parse_qs(urlsplit(socket.path).query).get("parts", ["1"])[0])
    try:
        async for message in socket:
            await answer(socket, message, parts)
    except ConnectionClosed:
        pass  # The report has the code, whatever it is.
    await socket.wait_closed()
    emit(known(socket))


async def main():
    compression = "deflate" if read_line()["deflate"] else None
    options = {"subprotocols": ["echo.v2"], "compression": compression, "max_size": None, "ping_interval": None}
    async with serve(converse, "127.0.0.1", 0, **options) as server:
        emit(server.sockets[0].getsockname()[1])
        # The script ends with stdin, so that it outlives no test.
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
