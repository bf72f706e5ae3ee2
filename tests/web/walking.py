"""Every address of the application, and what it asks of who goes there.

An address without an entry here fails the walk. What each role may do comes from ACTIONS alone:
this table says which action an address stands for, not who may take it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from jiheng.web.organisations.states import State

PUBLIC = "public"
"""Open without signing in."""
TOKEN = "token"
"""For everybody who has signed in or has a token, as data: it answers 401 to others."""
OWN = "own"
"""For everybody who has signed in: it shows only what is theirs."""


@dataclass(frozen=True)
class Door:
    """An address: what it is called in the docs, the action it stands for, how to go there.

    `on` is what the action is taken on: "filing" and "cycle" answer 404 to those who may not see
    it, 403 to those who may not do this; "filer" is the filer's own alone; "" answers 404 to those
    who hold the action nowhere. `post`: it is gone to by POST alone. `state`: how the filing stands
    meanwhile. `bare`: there is nothing behind it in the walk, so that who may come in gets 404 too.
    `sent` is what is posted as JSON.
    """

    title: str
    action: str
    on: str = ""
    post: bool = False
    args: Callable[[Any], tuple] = field(default=lambda there: ())
    state: State = State.DRAFTING
    bare: bool = False
    sent: Callable[[], dict[str, Any]] | None = None


def _cycle(there: Any) -> tuple:
    return (there.cycle.pk,)


def _filing(there: Any) -> tuple:
    return (there.filing.pk,)


def _unit(there: Any) -> tuple:
    return (there.unit.pk,)


def _person(there: Any) -> tuple:
    return (there.people["filer"].pk,)


def _project(there: Any) -> tuple:
    return (there.project.pk,)


ACCOUNT = {
    "account_login": Door("登录", PUBLIC),
    "account_logout": Door("退出登录", PUBLIC),
    "account_inactive": Door("账号已停用", PUBLIC),
    "account_reauthenticate": Door("确认身份", OWN),
    "account_change_password": Door("修改口令", OWN),
    "account_set_password": Door("设置口令", OWN),
    "mfa_index": Door("两步验证", OWN),
    "mfa_authenticate": Door("登录的第二步", PUBLIC),
    "mfa_reauthenticate": Door("用动态码确认身份", OWN),
    "mfa_activate_totp": Door("启用认证器", OWN),
    "mfa_deactivate_totp": Door("停用认证器", OWN, bare=True),
    "mfa_view_recovery_codes": Door("查看备用码", OWN, bare=True),
    "mfa_generate_recovery_codes": Door("生成备用码", OWN),
    "mfa_download_recovery_codes": Door("下载备用码", OWN, bare=True),
    "usersessions_list": Door("登录设备", OWN),
    "socialaccount_login_cancelled": Door("取消统一身份认证", PUBLIC),
    "socialaccount_login_error": Door("统一身份认证未成", PUBLIC),
    "openid_connect_login": Door("统一身份认证", PUBLIC, bare=True, args=lambda there: ("oidc",)),
    "openid_connect_callback": Door(
        "统一身份认证回来", PUBLIC, bare=True, args=lambda there: ("oidc",)
    ),
}
MANAGING = {
    "manage:places": Door("机构", "place.manage"),
    "manage:place": Door("一个机构", "place.manage", args=_unit),
    "manage:place_add": Door("新增机构", "place.manage", args=_unit),
    "manage:place_rename": Door("修改机构名称", "place.manage", args=_unit),
    "manage:place_active": Door("停用、启用机构", "place.manage", post=True, args=_unit),
    "manage:people": Door("人员", "place.manage"),
    "manage:person_add": Door("新增人员", "place.manage"),
    "manage:person": Door("一个人员", "place.manage", args=_person),
    "manage:person_password": Door("重设口令", "place.manage", post=True, args=_person),
    "manage:person_factor": Door("取消两步验证", "place.manage", post=True, args=_person),
    "manage:person_active": Door("停用、启用账号", "place.manage", post=True, args=_person),
    "manage:person_give": Door("加角色", "place.manage", post=True, args=_person),
    "manage:person_take": Door(
        "去掉角色",
        "place.manage",
        post=True,
        args=lambda there: (
            there.people["filer"].pk,
            there.people["filer"].memberships.get().pk,
        ),
    ),
    "manage:projects": Door("项目", "project.manage"),
    "manage:project_add": Door("新增项目", "project.manage"),
    "manage:project_edit": Door("修改项目", "project.manage", args=_project),
    "manage:project_active": Door("停用、启用项目", "project.manage", post=True, args=_project),
}
CYCLES = {
    "cycles:list": Door("年度工作", "cycle.see"),
    "cycles:cycle": Door("一项年度工作", "cycle.see", args=_cycle),
    "cycles:add": Door("新建年度工作", "cycle.manage"),
    "cycles:edit": Door("年度工作的设置", "cycle.manage", "cycle", args=_cycle),
    "cycles:begin": Door("开始年度工作", "cycle.manage", "cycle", post=True, args=_cycle),
    "cycles:close": Door("结束年度工作", "cycle.manage", "cycle", post=True, args=_cycle),
    "cycles:reopen": Door("截止后重新开放", "cycle.reopen", "cycle", args=_cycle),
}
LOG = {
    "events:log": Door("操作日志", "events.see"),
    "events:whole": Door("核对日志", "events.see", post=True),
}


def _step(there: Any) -> tuple:
    return (there.filing.pk, "hand_in")


def _row(there: Any) -> tuple:
    return (there.filing.pk, "key00000")


def _file(there: Any) -> tuple:
    return (there.filing.pk, 1)


def _import(there: Any) -> tuple:
    return (there.batch.pk,)


def _upload(there: Any) -> tuple:
    return (there.batch.pk, there.batch.uploads.get().pk)


def _form(there: Any) -> tuple:
    return (there.batch.pk, there.batch.uploads.get().forms.get().pk)


FILINGS = {
    "home": Door("首页", OWN),
    "filings:list": Door("自评表", OWN),
    "filings:start": Door(
        "开始填报", "filing.edit", post=True, args=lambda t: (t.cycle.pk, t.project.pk)
    ),
    "filings:edit": Door("一份自评表", "filing.see", "filing", args=_filing),
    "filings:save": Door("保存自评表", "filing.edit", "filing", post=True, args=_filing),
    "filings:history": Door("自评表的经过", "filing.see", "filing", args=_filing),
    "filings:versions": Door("自评表的版本", "filing.see", "filing", args=_filing),
    "filings:print": Door(
        "打印、下载自评表", "filing.see", "filing", args=lambda t: (t.filing.pk, "docx")
    ),
    "filings:step": Door("办理一步", "filing.hand_in", "filing", post=True, args=_step),
}
EXCHANGE = {
    "exchange:evidence": Door("佐证材料", "filing.see", "filing", args=_row),
    "exchange:add_evidence": Door("上传佐证材料", "filing.edit", "filing", post=True, args=_row),
    "exchange:remove_evidence": Door(
        "去掉佐证材料", "filing.edit", "filing", post=True, args=_file, bare=True
    ),
    "exchange:get_evidence": Door("下载佐证材料", "filing.see", "filing", args=_file, bare=True),
    "exchange:imports": Door("导入", "batch.import"),
    "exchange:import": Door("一次导入", "batch.import", "filer", args=_import),
    "exchange:take_all": Door("全部导入", "batch.import", "filer", post=True, args=_import),
    "exchange:read_again": Door("重新读取", "batch.import", "filer", post=True, args=_import),
    "exchange:get_upload": Door("下载原件", "batch.import", "filer", args=_upload),
    "exchange:page": Door(
        "原件的一页",
        "batch.import",
        "filer",
        args=lambda there: (*_upload(there), 1),
        bare=True,
    ),
    "exchange:form": Door("核对一份读出的表", "batch.import", "filer", args=_form),
    "exchange:take": Door("导入一份", "batch.import", "filer", post=True, args=_form),
    "exchange:targets": Door("导入年初目标", "targets.import"),
    "exchange:targets_template": Door("下载年初目标模板", "targets.import", args=_cycle),
    "exchange:exports": Door("导出", "batch.export"),
    "exchange:get_export": Door("下载导出的文件", "batch.export", bare=True, args=lambda t: (1,)),
}
SIGNING = {
    "signing:sign": Door(
        "看印出的样子、签批", "filing.sign", "filing", args=_filing, state=State.GATHERED
    ),
    "signing:list": Door("等着签批的", "filing.sign"),
    "signing:enter": Door("核对签批", PUBLIC),
    "signing:verify": Door("一个验证码的签批", PUBLIC, args=lambda t: ("7K3M-2Q9X-4WPR",)),
}
REVIEWS = {
    "reviews:gather_now": Door("本年度的单位汇总", "unit.gather"),
    "reviews:gather": Door("单位汇总", "unit.gather", args=_cycle),
    "reviews:submit": Door("报送签批过的", "unit.gather", post=True, args=_cycle),
    "reviews:audit": Door("审核清单", "worklist.see"),
    "reviews:take": Door("成批审核、退回", "worklist.see", post=True, bare=True),
    "reviews:open": Door(
        "审核一份自评表", "worklist.see", "filing", args=_filing, state=State.SUBMITTED
    ),
    "reviews:remark": Door(
        "写审核意见", "filing.remark", "filing", post=True, args=_filing, state=State.SUBMITTED
    ),
    "reviews:settle": Door(
        "意见已落实",
        "filing.remark",
        "filing",
        post=True,
        args=_file,
        state=State.SUBMITTED,
        bare=True,
    ),
    "reviews:progress_now": Door("本年度的进度", "progress.see"),
    "reviews:progress": Door("各单位进度", "progress.see", args=_cycle),
}
NOTICES = {
    "notices:list": Door("通知", OWN),
    "notices:read": Door("看一条通知", OWN, post=True, args=lambda t: (1,), bare=True),
    "notices:read_all": Door("通知全部已读", OWN, post=True),
}

API = {
    "api_tokens": Door("接口令牌", OWN),
    "api_token_revoke": Door("作废令牌", OWN, post=True, bare=True, args=lambda there: (1,)),
    "api:openapi-json": Door("接口描述", OWN),
    "api:api-root": Door("接口", OWN, bare=True),
    "api:list_cycles": Door("接口：年度工作", TOKEN),
    "api:list_filings": Door("接口：自评表", TOKEN),
    "api:get_filing": Door("接口：一份自评表", "filing.see", "api", args=_filing),
    "api:check_filing": Door("接口：检查一份自评表", "filing.see", "api", args=_filing),
    "api:take_step": Door(
        "接口：办理一步",
        "filing.hand_in",
        "api",
        post=True,
        args=lambda there: (there.filing.pk, "hand_in"),
        sent=lambda: {"revision": 99, "once": uuid.uuid4().hex},
    ),
    "api:check_file": Door("接口：检查文件", TOKEN, post=True),
    "api:verify_code": Door("接口：查一个验证码", PUBLIC, args=lambda t: ("7K3M-2Q9X-4WPR",)),
    "api:verify_file": Door(
        "接口：比对文件", PUBLIC, post=True, args=lambda t: ("7K3M-2Q9X-4WPR",)
    ),
}
DOORS = API | ACCOUNT | FILINGS | EXCHANGE | SIGNING | REVIEWS | NOTICES | CYCLES | MANAGING | LOG


def addresses() -> dict[str, Any]:
    """Every address that the application has, by name, with its view."""
    return dict(_addresses(get_resolver().url_patterns, ""))


def _addresses(patterns: list[URLPattern | URLResolver], space: str) -> Any:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern.callback
