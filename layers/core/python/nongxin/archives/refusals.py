"""The states of an archive, and what the archives context refuses."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from nongxin.kernel.errors import Conflict, Denied, Malformed, Missing, Rule
from nongxin.kernel.wording import Names, Words


class Status(StrEnum):
    """The seven states of the schema (Z.status)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    PUBLISHED = "published"
    LIVE = "live"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def code(self) -> str:
        """1草稿 2待核 3已核 4公示中 5生效 6过期 7注销"""
        return str(list(Status).index(self) + 1)


STATUS_WORDS: Names = {
    Status.DRAFT: ("草稿", "a draft"),
    Status.SUBMITTED: ("待核", "submitted"),
    Status.CHECKED: ("已核", "checked"),
    Status.PUBLISHED: ("公示中", "published"),
    Status.LIVE: ("生效", "live"),
    Status.EXPIRED: ("过期", "expired"),
    Status.CANCELLED: ("注销", "cancelled"),
}
STEP_WORDS: Names = {
    "change": ("修改", "be changed"),
    "score": ("评议", "be scored"),
    "publish": ("公示", "be published"),
    "cancel": ("注销", "be cancelled"),
    "part": ("迁出成员或分户", "lose a member or be split"),
    "submit": ("提交", "be submitted"),
    "return": ("退回", "be returned"),
    "approve": ("审批", "be approved"),
}


class ArchiveStepNotAllowed(Conflict):
    code = "archive-step-not-allowed"
    zh = "档案状态为{status}，不能{step}"
    en = "The archive is {status}: it cannot {step}"
    words: ClassVar[Words] = {"status": STATUS_WORDS, "step": STEP_WORDS}


class ApproverTookPart(Denied):
    code = "archive-four-eyes"
    zh = "采集或提交该档案的人员不能审批，请由他人审批"
    en = "Who captured or submitted an archive may not approve it"


class StillPublished(Conflict):
    code = "archive-still-published"
    zh = "公示期至{until}，期满后方可审批"
    en = "The review is published until {until}: approve it then"


class VillageUnknown(Rule):
    code = "village-unknown"
    zh = "{county}没有代码为{village}的行政村"
    en = "County {county} has no village {village}"


class SectionUnknown(Missing):
    code = "section-unknown"
    zh = "档案没有代码为“{section}”的部分"
    en = "The archive has no section {section}"


class SectionKept(Denied):
    code = "section-kept-by-system"
    zh = "“{name_zh}”由系统维护，不能填写"
    en = "Section {name_en} is kept by the system"


class SectionChanged(Conflict):
    code = "section-changed"
    zh = "“{name_zh}”已被他人更改为第{version}版，请刷新后重试"
    en = "Section {name_en} is at version {version} by now: read it again"


class PersonInOtherArchive(Conflict):
    code = "person-in-other-archive"
    zh = "第{member_no}号成员已在另一份生效档案中"
    en = "Member {member_no} is in another live archive"


class ReviewMissing(Conflict):
    code = "village-review-missing"
    zh = "档案没有村组评议，或评议已超过{high_months}个月"
    en = "The archive has no village review of the last {high_months} months"


class ConflictsOpen(Conflict):
    code = "archive-conflicts-open"
    zh = "有{count}处未处理的采集冲突，请先处理"
    en = "{count} conflicting captures wait to be settled first"


class EditionInWork(Conflict):
    code = "archive-edition-in-work"
    zh = "该档案正在更新，请在更新中修改成员"
    en = "The archive is being refreshed: change its members there"


class NotAMember(Rule):
    code = "not-a-member"
    zh = "家庭成员中没有{member_no}号"
    en = "The household has no member {member_no}"


class HeadStays(Rule):
    code = "head-stays"
    zh = "户主不能直接迁出，请先变更户主"
    en = "The head of the household cannot leave: name another head first"


class TooFewSheets(Conflict):
    code = "too-few-score-sheets"
    zh = "已收到{count}份评分，至少须有{least}份"
    en = "{count} score sheets are in, {least} are needed"


class NoWorkStation(Conflict):
    code = "work-station-missing"
    zh = "该村没有双基联动工作站"
    en = "The village has no work station"


class WorkStationStands(Conflict):
    code = "work-station-exists"
    zh = "该村已有双基联动工作站"
    en = "The village has a work station"


class NotAReviewer(Denied):
    code = "not-a-reviewer"
    zh = "评议员编号或口令有误"
    en = "There is no reviewer with this number and code"


class ReviewerConcerned(Denied):
    code = "reviewer-of-own-household"
    zh = "评议员不能为本户评分"
    en = "A reviewer does not score their own household"


class SheetStands(Conflict):
    code = "already-scored"
    zh = "该评议员已为本户评分"
    en = "This reviewer has scored the household"


class MemberStands(Conflict):
    code = "station-member-exists"
    zh = "此人已是工作站成员"
    en = "This person is a member of the station"


class StationFull(Rule):
    code = "station-full"
    zh = "工作站最多{most}名成员"
    en = "A work station has at most {most} members"


class VersionUnknown(Conflict):
    code = "section-version-unknown"
    zh = "“{name_zh}”没有第{version}版"
    en = "Section {name_en} has no version {version} yet"


class BadBatch(Malformed):
    code = "sync-batch-unreadable"
    zh = "同步数据无法读取或过大"
    en = "The batch cannot be read or is too large"


class BadImage(Rule):
    code = "image-refused"
    zh = "影像不能接收：{why}"
    en = "The image is not taken: {why}"
    words: ClassVar[Words] = {
        "why": {
            "bytes": ("超过500千字节", "it has more than 500 KB"),
            "type": ("不是规定格式的图像", "it is no JPEG or PNG"),
            "broken": ("文件不完整", "it is broken"),
            "metadata": ("附加信息过大", "it carries too much beside the picture"),
            "pixels": ("尺寸过大", "it has too many pixels"),
            "bomb": ("解压后超过其声明的尺寸", "it unpacks to more than it says"),
            "hash": ("与声明的哈希不符", "it is another file than was announced"),
        }
    }


class TooManyPhotos(Rule):
    code = "too-many-photos"
    zh = "每户最多{most}张影像"
    en = "A household has at most {most} photos"


class BadFile(Rule):
    code = "import-file-refused"
    zh = "文件不能接收：{why}"
    en = "The file is not taken: {why}"
    words: ClassVar[Words] = {
        "why": {
            "bytes": ("超过5兆字节", "it has more than 5 MB"),
            "type": ("不是可读取的表格文件", "it is no CSV or XLSX that can be read"),
            "rows": ("行或列过多", "it has too many rows or columns"),
            "households": ("须有1至500户", "it has 1 to 500 households"),
            "bomb": ("解压后过大", "it unpacks to too much"),
            "hash": ("与声明的哈希不符", "it is another file than was announced"),
        }
    }


class FileFaulty(Rule):
    """Facts: `count` of all faults, and the first two hundred with sheet, line and household."""

    code = "import-faulty"
    zh = "文件有{count}处不符合要求，未导入任何内容，见 faults"
    en = "{count} places of the file do not fit and nothing was imported, see `faults`"
