"""What Slack sends becomes what a reader saw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatdesk.adapters._slack.plain import mrkdwn_to_plain
from chatdesk.adapters._slack.text import escape

NAMES = {"U0NOAH": "Noah"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a &amp; b &lt;c&gt; &amp;lt;", "a & b <c> &lt;"),
        ("hi <@U0NOAH> and <@U0WHO>", "hi @Noah and @U0WHO"),
        ("<@U0WHO|who>", "@who"),
        ("<#C0HELP|help> <#C0HELP>", "#help #C0HELP"),
        ("<!here> <!channel> <!subteam^S1|@team> <!subteam^S1>", "@here @channel @team @subteam"),
        ("<!date^0^{date}|1 January>", "1 January"),
        ("<https://x.y/z>", "https://x.y/z"),
        ("<https://x.y/?a=1&amp;b=2|the page>", "the page (https://x.y/?a=1&b=2)"),
        ("<http://x.y|x.y> <mailto:a@x.y|a@x.y>", "x.y a@x.y"),
        ("1 < 2", "1 < 2"),
        ("<>", "<>"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_a_message_reads_as_people_saw_it(sent, read):
    assert mrkdwn_to_plain(sent, lambda user: NAMES.get(user, "")) == read


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_plain_words_survive_slack_and_back(typed):
    assert mrkdwn_to_plain(escape(typed), lambda _user: "") == typed
