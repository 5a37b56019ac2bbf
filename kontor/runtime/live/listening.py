"""Receiving hints in the live process, for ever; a broken line is mended and everybody told to read again."""

from __future__ import annotations

import asyncio
import logging

import psycopg
from django.conf import settings
from psycopg import sql

from kontor.runtime.live.hub import Hub
from kontor.runtime.live.messages import CHANNEL, unpack

logger = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0


async def listen(hub: Hub) -> None:
    """Hand everything that arrives to the hub."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await (_from_redis(hub) if settings.REDIS_URL else _from_postgres(hub))
        except (psycopg.Error, OSError) as problem:
            logger.warning("live updates interrupted: %s", problem)
            hub.resync()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


async def _from_postgres(hub: Hub) -> None:
    from django.db import connections

    params = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context"):
        params.pop(name, None)
    async with await psycopg.AsyncConnection.connect(**params, autocommit=True) as connection:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        async for notice in connection.notifies():
            hub.dispatch(unpack(notice.payload))


async def _from_redis(hub: Hub) -> None:
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    try:
        async with Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            async for message in channel.listen():
                if message["type"] == "message":
                    hub.dispatch(unpack(message["data"]))
    except RedisError as problem:
        raise OSError(str(problem)) from problem
