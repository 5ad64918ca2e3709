"""What access refuses. One sentence for every way in which a person could not be recognised."""

from __future__ import annotations

from typing import ClassVar

from nongxin.kernel.errors import Denied, Kind, Rule, TooMany, Unauthenticated
from nongxin.kernel.wording import Words


class WrongLogin(Unauthenticated):
    """Unknown login, no password yet, wrong password: the caller learns no difference."""

    code = "wrong-login"
    zh = "账号或密码错误"
    en = "The login or the password is wrong"


class WrongCode(Unauthenticated):
    """Wrong, used, expired, or of a step that does not exist."""

    code = "wrong-code"
    zh = "验证码错误或已失效"
    en = "The code is wrong or no longer valid"


class WrongStepUpCode(WrongCode):
    """The same of somebody who is signed in: their token is good, so it is no 401."""

    kind = Kind.DENIED


class Locked(TooMany):
    """Too many wrong passwords or codes, or too many codes sent; `retry_after_s` says how long."""

    code = "locked"
    zh = "尝试次数过多，请在{retry_after_s}秒后重试"
    en = "Too many attempts: try again in {retry_after_s} seconds"


class SessionEnded(Unauthenticated):
    """Expired, signed out, revoked, or a refresh token that was used before."""

    code = "session-ended"
    zh = "登录已失效，请重新登录"
    en = "The session has ended: sign in again"


class BadToken(Unauthenticated):
    code = "bad-token"
    zh = "登录凭证无效或已过期"
    en = "The token is not valid or has expired"


class StepUpNeeded(Denied):
    """The step-up token is missing, expired, another person's, or made for another content."""

    code = "step-up-needed"
    zh = "请先完成短信验证再确认"
    en = "Confirm by a text-message code first"


class OwnCredential(Denied):
    code = "own-credential"
    zh = "不能停用本人的账号，请由他人办理"
    en = "Nobody closes their own credential: ask somebody else"


class WeakPassword(Rule):
    """`why` is a code: too-short, too-long, too-plain, common or contains-login."""

    code = "weak-password"
    zh = "密码过于简单（{why}）：8至64位，须含字母、数字、符号中的两类"
    en = "The password is too weak ({why}): 8 to 64 characters of at least two kinds"
    words: ClassVar[Words] = {
        "why": {
            "too-short": ("太短", "too short"),
            "too-long": ("太长", "too long"),
            "too-plain": ("字符种类太少", "too plain"),
            "common": ("常见密码", "a common one"),
            "contains-login": ("含有账号", "it contains the login"),
        }
    }


class BadAppointment(Rule):
    """`why` is a code: role, counties, entity or province."""

    code = "bad-appointment"
    zh = "任职信息不符合规定（{why}）"
    en = "The appointment does not fit the rules ({why})"
    words: ClassVar[Words] = {
        "why": {
            "role": ("该岗位不能任命", "nobody is appointed to that role"),
            "counties": ("服务县区不属于该机构", "counties outside the entity"),
            "entity": ("没有该机构", "no such entity"),
            "province": ("该岗位不能服务全省", "that role does not serve the whole province"),
        }
    }
