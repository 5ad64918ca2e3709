"""Routes of payout files: announced, sent, checked, released by somebody else, paid."""

from __future__ import annotations

from typing import Any

from api_subsidies.contracts import (
    AnnouncedView,
    PayoutBody,
    PayoutDecisionBody,
    PayoutList,
    PayoutStateView,
    PayoutView,
)
from api_subsidies.door import CHECKERS, COUNTY, MAKERS, READERS, app
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.ledger.account import AccountNotOpen, InsufficientFunds
from nongxin.parts import parts
from nongxin.payments.subsidies.announce_file import (
    AnnounceFile,
    FileTooLong,
    announce_file,
    upload_link,
)
from nongxin.payments.subsidies.begin_check import FileNotThere, begin_check
from nongxin.payments.subsidies.decide_file import decide_file
from nongxin.payments.subsidies.read_file import read_file, report_link
from nongxin.payments.subsidies.run_file import run_file
from nongxin.payments.subsidies.subsidy_csv import FAULTS
from nongxin.payments.subsidies.subsidy_file import (
    FileElsewhere,
    FileFourEyes,
    FileNumberUsed,
    FilePaidBefore,
    FileTooEarly,
    SubsidyFile,
)

_FILE = "/files/{file_id}"


@app.post("/files", body=PayoutBody, returns=AnnouncedView, status=201, roles=MAKERS,
          errors=(Missing, FileTooLong, FileNumberUsed),
          summary="Announce a bureau's payout file and get the place to send it to")  # fmt: skip
def announce(call: Call, body: PayoutBody) -> Any:
    p, person = parts(), call.person
    command = AnnounceFile(
        account_id=body.account_id,
        file_no=body.file_no,
        pays_on=body.pays_on,
        lines=body.lines,
        amount_fen=body.amount_fen,
        sha256=body.sha256,
        size=body.size,
    )
    done = p.perform_in(
        "payments", call.key, lambda: announce_file(command, person, p.paying_subsidies)
    )
    file = p.paying_subsidies.files.get(str(done.answer["file_id"]))
    link = upload_link(file, p.paying_subsidies)
    view = AnnouncedView(
        file_id=file.id, status=file.status.value, url=link.url, headers=link.headers
    )
    return view, done.replayed


@app.post(_FILE + "/check", returns=PayoutStateView, roles=MAKERS,
          errors=(Missing, FileElsewhere, FileNotThere),
          summary="The content is sent: have it checked, line by line")  # fmt: skip
def check(call: Call, file_id: str) -> Any:
    p, person = parts(), call.person
    subsidies = p.paying_subsidies
    done = p.perform_in(
        "payments",
        call.key,
        lambda: begin_check(read_file(file_id, person, subsidies), subsidies),
    )
    run_file(file_id, subsidies)
    return PayoutStateView(**done.answer), done.replayed


@app.post(_FILE + "/decision", body=PayoutDecisionBody, returns=PayoutStateView, roles=CHECKERS,
          errors=(Missing, FileElsewhere, FileFourEyes, FileTooEarly, FilePaidBefore,
                  InsufficientFunds, AccountNotOpen),
          summary="Release a checked file (its lines are paid, once) or refuse it")  # fmt: skip
def decide(call: Call, body: PayoutDecisionBody, file_id: str) -> Any:
    p, person, key = parts(), call.person, call.key
    subsidies = p.paying_subsidies
    done = p.post_money(
        key,
        lambda: decide_file(
            read_file(file_id, person, subsidies), person, key, subsidies, approves=body.approves
        ),
    )
    run_file(file_id, subsidies)
    return PayoutStateView(**done.answer), done.replayed


@app.get(_FILE, returns=PayoutView, roles=READERS, errors=(Missing,),
         summary="A payout file's state, its sums, and the report of failed lines")  # fmt: skip
def show(call: Call, file_id: str) -> Any:
    subsidies = parts().paying_subsidies
    file = read_file(file_id, call.person, subsidies)
    return _view(file, report_link(file, subsidies))


@app.get("/files", returns=PayoutList, roles=READERS, query=(COUNTY, *PAGING), errors=(Missing,),
         summary="A county's payout files that have not ended")  # fmt: skip
def list_files(call: Call) -> Any:
    county, subsidies = call.query.get("county", ""), parts().paying_subsidies
    if not call.person.serves(county):
        raise Missing()
    page = subsidies.files.open_in(county, call.limit, call.after)
    ids = [str(item["pk"]["S"]).rpartition("#")[2] for item in page.items]
    files = [_view(subsidies.files.get(file_id), "") for file_id in ids]
    return PayoutList(files=files, cursor=cursor(page.last_key))


def _view(file: SubsidyFile, report_url: str) -> PayoutView:
    zh, _ = FAULTS.get(file.reason, ("复核未通过" if file.reason else "", ""))
    return PayoutView(
        file_id=file.id,
        status=file.status.value,
        file_no=file.file_no,
        account_id=file.account_id,
        pays_on=file.pays_on.isoformat(),
        reason=file.reason,
        reason_zh=zh,
        lines=file.announced.lines,
        amount_fen=file.announced.amount_fen,
        good_lines=file.good.lines,
        good_fen=file.good.amount_fen,
        paid_lines=file.paid.lines,
        paid_fen=file.paid.amount_fen,
        report_url=report_url,
    )
