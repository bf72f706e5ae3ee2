"""The real file of sixteen forms, as the text that it is and as Word files of ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.web.exchange.test_imports import drop

import jiheng
from jiheng.web.cycles.models import Project
from jiheng.web.exchange.models import Import, ImportedForm, Likeness
from jiheng.web.filings.models import Filing

FOLDER = os.environ.get("JIHENG_FILINGS")

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="环境变量 JIHENG_FILINGS 未指向真实自评表所在的文件夹"
)


@pytest.mark.parametrize("kind", ["txt", "docx", "pages"])
def test_one_file_of_sixteen_forms_becomes_sixteen_drafts(district, signed_in, tmp_path, kind):
    (file,) = Path(FOLDER).glob("*.txt")
    batch = jiheng.read(file)
    assert len(batch.filings) == 16
    for filing in batch.filings:
        Project.objects.create(unit=district.unit, name=filing.project)
    files = [(file.name, file.read_bytes())]
    if kind == "docx":
        jiheng.write(batch.filings, tmp_path / "all.docx")
        files = [("全部.docx", (tmp_path / "all.docx").read_bytes())]
    if kind == "pages":
        for filing in batch.filings:
            jiheng.write(filing, tmp_path / f"{filing.index}.docx")
        files = [(f"{n}.docx", (tmp_path / f"{n}.docx").read_bytes()) for n in range(1, 17)]
    client = signed_in("clerk")
    drop(client, district.cycle, *files)
    forms = ImportedForm.objects.all()
    assert {form.likeness for form in forms} == {Likeness.NAME}
    page = client.post(f"/imports/{Import.objects.get().pk}/take/", follow=True)
    assert "已导入 16 份自评表" in page.content.decode()
    drafts = Filing.objects.filter(cycle=district.cycle)
    assert {draft.project.name for draft in drafts} == {form.project for form in batch.filings}
    rows = {draft.project.name: len(draft.content["indicators"]) for draft in drafts}
    assert rows == {form.project: len(form.indicators) for form in batch.filings}
