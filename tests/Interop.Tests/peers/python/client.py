"""Holds the conversation that the first line of stdin plans, and prints its outcome."""

import asyncio

from websockets.legacy.client import connect
from wire import emit, known, payload_of, read_line, received, send_parts


async def main():
    plan = read_line()
    compression = "deflate" if plan["deflate"] else None
    outcome = {"received": []}
    options = {"subprotocols": plan["subprotocols"] or None, "compression": compression, "max_size": None, "ping_interval": None}
    async with connect(plan["url"], **options) as socket:
        if plan["ping"]:
            await (await socket.ping(plan["ping"]))
            outcome["pong"] = plan["ping"]
        for message in plan["messages"]:
            await send_parts(socket, payload_of(message), message["parts"])
            outcome["received"].append(received(await socket.recv()))
        close = plan["close"]
        if close["by"] == "client":
            await socket.close(close["code"], close["reason"])
        else:
            await socket.send(f"close:{close['code']}:{close['reason']}")
            await socket.wait_closed()
    emit({**outcome, **known(socket)})


asyncio.run(main())
