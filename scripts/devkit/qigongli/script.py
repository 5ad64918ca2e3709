"""scripts/qigongli: the platform 七公里 beside the bank on the local cloud (scripts/demo or
scripts/local seed enrols it).

    desk [--mode M]          its address: takes the bank's webhooks, prints each, until Ctrl-C
    mode M [--seconds S]     the running desk misbehaves: slow, error, down, refuse, gone; or well
    trade [--orders N] [--mischief A,B]
                             two merchants enrol, sell N orders and are paid; with mischief:
                             duplicates, reordered, old (30 days), forged, early
    news                     what the bank has told it, and what became of each message
    line                     how far the bank's messages are, and what holds them
    resend FIRST LAST        has messages sent once more, by their numbers
    open · pause             has the bank go on sending what waits, or stop

Each call is signed after Standard Webhooks; what was sent and what was answered is printed. For
"down for an hour": mode down --seconds 3600. NONGXIN_QIGONGLI_PORT chooses another port than 4700.
"""

from __future__ import annotations

import argparse
import json
import random
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

from devkit import arguments, kept, partners, ports, say
from devkit import cloud as clouds
from devkit.bank import Bank
from devkit.cloud import LocalCloud
from devkit.demo.cast import PASSWORD
from devkit.qigongli import enrolled
from devkit.qigongli.desk import MODES, Desk, DeskServer
from devkit.qigongli.market import Market, Merchant
from devkit.qigongli.sender import MISCHIEF, Sender, plainly
from devkit.qigongli.till import Staff, open_till
from devkit.seed import COUNTIES, SEED_FILE
from devkit.token import admitted
from devkit.trouble import Trouble
from devkit.where import api_url

_ORDER_FEN = 880_000
_ENROL_FIRST = "七公里 is not enrolled: scripts/local seed does it."


def main(argv: list[str]) -> int:
    asked = _parser().parse_args(argv)
    cloud = clouds.main()
    platform = enrolled.kept_in(cloud.home)
    if platform is None:
        raise Trouble(_ENROL_FIRST)
    if asked.verb == "desk":
        return _desk(platform.secret_out, asked.mode)
    if asked.verb == "mode":
        return _mode(asked.mode, asked.seconds)
    if not cloud.running():
        raise Trouble("the local cloud does not run; scripts/local start, or scripts/demo first.")
    sender = Sender(platform, api_url(cloud))
    if asked.verb == "trade":
        return _trade(cloud, sender, asked.orders, [m for m in asked.mischief.split(",") if m])
    return _asks(sender, asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/qigongli",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="command")
    verbs.add_parser("desk").add_argument("--mode", choices=MODES, default="well")
    turn = verbs.add_parser("mode")
    turn.add_argument("mode", choices=MODES)
    turn.add_argument(
        "--seconds", type=arguments.count, default=0, metavar="S", help="then it is well again"
    )
    trade = verbs.add_parser("trade")
    trade.add_argument(
        "--orders", type=arguments.count, default=3, metavar="N", help="how many (3)"
    )
    trade.add_argument("--mischief", default="", metavar="A,B", help=", ".join(MISCHIEF))
    resend = verbs.add_parser("resend")
    resend.add_argument("first", type=arguments.count)
    resend.add_argument("last", type=arguments.count)
    for name in ("news", "line", "open", "pause"):
        verbs.add_parser(name)
    return parser


def _desk(secret: str, mode: str) -> int:
    port = ports.QIGONGLI.wanted()
    ports.QIGONGLI.must_be_free(port)
    with DeskServer(ports.listen(port), Desk(secret, mode=mode)) as server:
        say.note(f"七公里 takes webhooks at {enrolled.callback_url()}; Ctrl-C ends it.")
        server.serve_forever()
    return 0


def _mode(mode: str, seconds: int) -> int:
    url = f"http://{ports.HOST}:{ports.QIGONGLI.wanted()}/_mode"
    body = json.dumps({"mode": mode, "seconds": seconds}).encode()
    try:
        urllib.request.urlopen(urllib.request.Request(url, body), timeout=10).close()
    except (OSError, urllib.error.URLError) as gone:
        raise Trouble("no desk runs here; scripts/qigongli desk starts one.") from gone
    say.note(f"The desk is {mode} now{f', for {seconds} s' if seconds else ''}.")
    return 0


def _trade(cloud: LocalCloud, sender: Sender, orders: int, mischief: list[str]) -> int:
    """Merchants are households of the seed; their numbers with the platform are this run's own."""
    unknown = sorted(set(mischief) - set(MISCHIEF))
    if unknown:
        raise Trouble(f"no such mischief: {', '.join(unknown)}; there is {', '.join(MISCHIEF)}.")
    now, run = datetime.now(UTC), f"{random.randrange(16**6):06X}"
    merchant = _merchant(cloud, run)
    _till(cloud, sender, run)
    market = Market(run)
    bodies = [market.enrols(merchant, now - timedelta(days=40)), market.rates(merchant, now)]
    for number in range(orders):
        begun = now - timedelta(days=30 - number % 28)
        bodies += market.life(merchant, number, _ORDER_FEN, begun)
    sent = list(plainly(bodies))
    for name in mischief:
        sent = MISCHIEF[name](sent)
    for one in sent:
        sender.send(one)
    paid = market.pays(merchant, 1, range(orders), _ORDER_FEN, now)
    sender.send(next(plainly([paid])))
    say.note(f"Sent {len(sent) + 1} events of {orders} orders of {merchant.code} {merchant.name}.")
    return 0


def _merchant(cloud: LocalCloud, run: str) -> Merchant:
    heads = [h for h in kept.read(cloud.home / SEED_FILE)["households"] if h["county"] in COUNTIES]
    head = random.choice(heads)
    told = {name: head[name] for name in ("county", "name", "id_no", "account_no")}
    return Merchant(code=f"M{run}", **told)


def _till(cloud: LocalCloud, sender: Sender, run: str) -> None:
    beside = partners.running()
    if beside is None:
        raise Trouble("the simulators do not run; scripts/local start starts them.")
    bank, seeded = Bank(sender.url, beside.url), kept.read(cloud.home / SEED_FILE)
    officer = admitted(bank, f"G{COUNTIES[0]}1", PASSWORD, seeded)
    ops = admitted(bank, "S610005", PASSWORD, seeded)
    approver = admitted(bank, f"G{COUNTIES[0]}3", PASSWORD, seeded)
    with say.step("七公里 opens an account and pays in 500,000 yuan"):
        staff = Staff(officer, ops, approver)
        open_till(staff, sender.platform.partner_id, COUNTIES[0], int(run, 16) % 2000)


def _asks(sender: Sender, asked: argparse.Namespace) -> int:
    try:
        if asked.verb == "news":
            _show_news(sender)
        elif asked.verb == "resend":
            told = {"type": "news.resend", "first": asked.first, "last": asked.last}
            waiting = sender.ask("own/resends", told)["waiting"]
            say.note(f"To be sent again: {waiting}.")
        else:
            word = "look" if asked.verb == "line" else asked.verb
            _show_line(sender.ask("own/line", {"type": f"line.{word}"}))
    except RuntimeError as refused:
        raise Trouble(str(refused)) from refused
    return 0


def _show_news(sender: Sender) -> None:
    found = sender.ask("own/news", {"type": "news.list", "limit": 50})["news"]
    for each in reversed(found):
        tries = ", ".join(str(one["status"] or one["why"]) for one in each["tries"])
        say.note(f"#{each['sequence']:<4} {each['made_at']}  {each['kind']:<20} "
                 f"{each['state']:<10} {tries or 'not sent yet'}")  # fmt: skip
    say.note(f"{len(found)} messages.")


def _show_line(line: dict[str, object]) -> None:
    shown = (f"{name} {told}" for name, told in line.items() if told not in ("", []))
    say.note(", ".join(shown))
