"""`jiheng verify`: whether a file holds what was signed, and whether the log is whole."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiheng.cli import inputs, output

if TYPE_CHECKING:
    from jiheng.filing.model import Filing

SCHEMA = "jiheng/verify-1"
FORMATS = ("text", "json")
MOST_TOLD = 20
Paths = Annotated[
    list[str] | None, typer.Argument(metavar="[PATH...]", help="自评表文件或文件夹。")
]
Code = Annotated[
    str | None, typer.Option("--code", metavar="CODE", help="表下方印的验证码，12 位。")
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="绩衡的数据目录；不写则按 JIHENG_DATABASE_URL、JIHENG_DATA，都没有则只算指纹。",
    ),
]
Log = Annotated[bool, typer.Option("--log", help="检查操作日志和签批登记是否完整。")]
Format = Annotated[str | None, output.format_option(FORMATS, "text")]
NO_WEB = "核对签批登记要用网页部分；请先安装：pip install 'jiheng[web]'"
NO_DATA = "--code 和 --log 要查签批登记；请用 --data 写明数据目录，或设置 JIHENG_DATABASE_URL"
ALONE = "没有给出签批登记，只算了指纹；可以与核对网页上的“内容指纹”比对，或用 --data 写明数据目录"


def verify(  # noqa: PLR0913 - the options of a command
    paths: Paths = None,
    code: Code = None,
    data: Data = None,
    log: Log = False,
    format_: Format = None,
    jobs: inputs.Jobs = 1,
) -> None:
    """核对签批：文件里的内容是不是签批过的内容；日志和签批登记是否被改动过。"""
    name = output.chosen(format_, None, FORMATS, "text")
    if not paths and not log and code is None:
        inputs.refuse("请写明要核对的文件，或用 --code 查验证码，或用 --log 检查日志")
    known = _known(code)
    registered = _opened(data)
    if not registered and (log or code):
        inputs.refuse(NO_DATA)
    batch = inputs.load(paths, jobs) if paths else None
    told: dict[str, Any] = {"schema": SCHEMA}
    if known:
        told["code"] = _of_code(known)
    if batch is not None:
        told["filings"] = [_of_filing(filing, known, registered) for filing in batch.filings]
    if log:
        from jiheng.web.signing import register

        told["log"] = list(register.problems())
    _show(told, name, registered)
    if batch is not None and (inputs.complain(batch.documents) or not batch.filings):
        raise typer.Exit(inputs.WRONG_USAGE)
    if _fails(told):
        raise typer.Exit(1)


def _known(code: str | None) -> str | None:
    """The code as it is written; refuses what cannot be one."""
    from jiheng.filing.proof import read_code

    if code is None:
        return None
    known = read_code(code)
    if known is None:
        inputs.refuse(
            f"“{code}”不是验证码；应为 12 位字母和数字，没有 0、1、I、L、O，请对照原表再输"
        )
    return known


def _opened(data: Path | None) -> bool:
    """Whether there is a register to ask; refuses one that cannot be opened."""
    if data is None and not (
        os.environ.get("JIHENG_DATABASE_URL") or os.environ.get("JIHENG_DATA")
    ):
        return False
    try:
        from jiheng.web.signing import register
    except ImportError:
        inputs.refuse(NO_WEB)
    try:
        register.open_register(None if data is None else str(data))
    except register.NoRegister as error:
        inputs.refuse(str(error))
    return True


def _of_code(code: str) -> dict[str, Any]:
    from jiheng.web.signing import verifying

    try:
        return dict(verifying.told(verifying.by_code(code)))
    except verifying.Unknown:
        return {"code": code, "state": "unknown"}


def _of_filing(filing: Filing, code: str | None, registered: bool) -> dict[str, Any]:
    """What is to be told of a filing; `state` is null where no register was asked."""
    from jiheng.filing.canonical import sha256

    digest = sha256(filing)
    told: dict[str, Any] = {
        "path": filing.path,
        "index": filing.index,
        "project": filing.project,
        "sha256": digest,
        "state": None,
    }
    return told | _held(filing, code, digest) if registered else told


def _held(filing: Filing, code: str | None, digest: str) -> dict[str, Any]:
    """A filing held against the signature of the code, or of the same content."""
    from jiheng.web.signing import verifying

    try:
        found = verifying.by_code(code) if code else verifying.by_digest(digest)
    except verifying.Unknown:
        found = None
    if found is None:
        return {"state": "unsigned"}
    compared = verifying.compare(found, [filing])
    said = verifying.told(found)
    told = {"state": said["state"] if compared.same else "unsigned"}
    told |= {name: said[name] for name in ("code", "person", "at")}
    if not compared.same:
        names = ("where", "signed", "given")
        told["differences"] = [dict(zip(names, part, strict=True)) for part in compared.parts()]
    return told


def _fails(told: dict[str, Any]) -> bool:
    """Whether anything is not as it was signed, or was tampered with."""
    states = [each["state"] for each in told.get("filings", ())]
    if "code" in told:
        states.append(told["code"]["state"])
    return bool(told.get("log")) or any(state not in (None, "signed") for state in states)


WORDS = {
    "signed": "是签批过的内容，签批有效",
    "void": "是签批过的内容，但签批已失效",
    "unsigned": "不是签批过的内容",
}


def _show(told: dict[str, Any], name: str, registered: bool) -> None:
    if name == "json":
        output.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n", None)
        return
    lines = []
    if "code" in told:
        lines.append(_code_line(told["code"]))
    for each in told.get("filings", ()):
        state = f"：{WORDS[each['state']]}" if each["state"] else ""
        by = f"（{each['code']}，{each['person']}，{each['at']}）" if "code" in each else ""
        lines.append(f"{each['path']} 第{each['index']}份 《{each['project']}》{state}{by}")
        lines.append(f"  指纹 {each['sha256']}")
        for part in each.get("differences", ())[:MOST_TOLD]:
            lines.append(f"  {part['where']}：签批的是“{part['signed']}”，这里是“{part['given']}”")
    if "log" in told:
        lines += told["log"] or ["操作日志和签批登记完整，没有被改动过"]
    output.show("".join(f"{line}\n" for line in lines), None)
    if not registered and told.get("filings"):
        inputs.say(ALONE)


def _code_line(told: dict[str, Any]) -> str:
    if told["state"] == "unknown":
        return f"{told['code']}：没有这个验证码的签批记录"
    force = "有效" if told["state"] == "signed" else "已失效"
    return (
        f"{told['code']}：{told['unit']}《{told['project']}》，"
        f"{told['person']} 于 {told['at']} 签批，{force}"
    )
