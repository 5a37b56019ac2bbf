"""The small pack told as a story, from a wish to goods given back (P2, P3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kontor.documents.tests.conftest import PACK
from kontor.testing.scenario import Story, plain_wish, refused


def wish(sentence: str) -> dict[str, Any]:
    return {**plain_wish(sentence), "supplier": "Acme"}


def test_from_a_wish_to_goods_given_back(database: Any):
    story = Story.told(PACK, wish=wish, ann="requester", bob="buyer", eve="manager")
    request = story.ann.makes("request", "10 bolt at 2.50", "4 nut at 0.10", title="Parts")
    assert story.ann.why_not("close", request) == "WRONG_STATE"
    request = story.ann.fires("submit", request)
    assert not story.ann.may("approve", request, line=0)
    with refused("FOUR_EYES"):
        story.ann.decides("approve", request)
    story.bob.decides("approve", request, 0)
    with refused("COMMENT_REQUIRED"):
        story.bob.decides("refuse", request, 1)
    story.bob.decides("refuse", request, 1, comment="We have nuts")

    [order] = story.bob.derives("buy", request, "6", "0")
    with refused("OPEN_QUANTITY_EXCEEDED") as beyond:
        story.bob.derives("buy", request, "6", "0")
    assert beyond[0].facts()["open"] == "4"
    story.bob.fires("place", order)

    [delivery] = story.bob.derives("deliver", order)
    story.bob.fires("post", delivery)
    story.bob.derives("give_back", delivery, "2")
    assert story.eve.reads(order).lines[0].flows["deliver"].open == Decimal(2)
    assert [line.state for line in story.eve.reads(request).lines] == ["arrived", "refused"]
    story.assert_flows_add_up()
