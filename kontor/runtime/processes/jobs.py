"""The job worker: procrastinate over Django's database settings."""

from __future__ import annotations

import asyncio
import logging

from procrastinate import App

from kontor.runtime import installation

logger = logging.getLogger(__name__)


def work(concurrency: int) -> None:
    """Run jobs until INT or TERM; jobs under way are finished first, up to ten seconds."""
    installation.setup_django()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the job queue is not on Django's database")
    with app.replace_connector(connector.get_worker_connector()) as working:
        asyncio.run(_run(working, concurrency))


async def _run(app: App, concurrency: int) -> None:
    async with app.open_async():
        logger.info("worker ready for %d tasks", len(app.tasks))
        await app.run_worker_async(concurrency=concurrency, shutdown_graceful_timeout=10, delete_jobs="successful")
