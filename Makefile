# 绩衡：make demo 演示，make test 全部测试；两条命令都会自己装好所需的一切。

PYTHON ?= python3
BIN := .venv/bin
OUT := out
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: demo serve test lint bench quality torture fuzz load docs clean

demo: .stamps/core
	@mkdir -p $(OUT)
	$(BIN)/jiheng check examples --fail-on never
	@$(BIN)/jiheng check examples --fail-on never -o $(OUT)/report.html
	@$(BIN)/jiheng check examples --fail-on never -o $(OUT)/report.xlsx
	@$(BIN)/jiheng check examples --fail-on never -o $(OUT)/report.json
	@echo "报告另存在 $(OUT)/ ：report.html（网页，可打印）、report.xlsx、report.json"

# 网页的演示：一个虚构的区，各种角色的账号在登录页上；Ctrl+C 停止。
serve: .stamps/web
	$(BIN)/jiheng serve --demo

test: lint .stamps/browser .stamps/java .stamps/postgresql
	$(BIN)/python -m pytest

lint: .stamps/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r -c pyproject.toml src

# 每种格式一万份损坏的文件，读出或说清楚为什么读不了；很久。make fuzz FORMATS="docx pdf" COUNT=1000 SEED=2
COUNT ?= 10000
SEED ?= 1
fuzz: .stamps/test .stamps/browser
	$(BIN)/python -m tests.fuzzing $(FORMATS) --count $(COUNT) --seed $(SEED) --folder $(OUT)/fuzz

bench: .stamps/bench .stamps/browser
	$(BIN)/python -m benchmarks

# 读一万份文件时随机杀二十次，接着读完的语料须与不受打扰的逐字节相同；约十分钟。
torture: .stamps/test
	$(BIN)/python -m tests.batch.torture

# PostgreSQL 里十万份自评表，两个进程，同一台机器上每秒 30 次请求；先填库（数分钟，留着下次用），再测；
# 然后 50 个客户端同改几份表一分钟，中途杀掉服务。
load: .stamps/test .stamps/postgresql
	$(BIN)/python -m benchmarks.web
	$(BIN)/python -m tests.web.postgresql $(BIN)/python -m tests.web.concurrency.scenario --seconds 60 --kill

quality: .stamps/test
	$(BIN)/python -m benchmarks.quality

docs: .stamps/test
	$(BIN)/python -m jiheng.rulebook.pages docs/rulebooks.md
	$(BIN)/python -m jiheng.writing.catalogue docs/checks.md
	$(BIN)/python -m jiheng.filing.contract docs/schema
	$(BIN)/python -m jiheng.rolling.published docs/schema
	$(BIN)/python -m jiheng.batch.simulation.published docs/schema
	$(BIN)/python -m tests.web.permissions docs/permissions.md

clean:
	rm -rf .venv .stamps $(OUT) build dist

.stamps/venv:
	@mkdir -p .stamps
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
		{ $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv; }
	$(PYTHON) -m venv .venv
	@touch $@

.stamps/core: .stamps/venv requirements/core.txt pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/core.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.stamps/web: .stamps/core requirements/web.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/web.txt
	@touch $@

# 编译由几个进程一起做，比 pip 一个一个编译快；olefile2.py 是 Python 2 的，编译不了，也用不到。
.stamps/test: .stamps/core requirements/test.txt requirements/ocr.txt requirements/spark.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-compile \
		-r requirements/test.txt -r requirements/ocr.txt
	$(BIN)/python -m compileall -q -j 0 -x 'olefile2\.py$$' .venv/lib
	@touch $@

.stamps/bench: .stamps/test requirements/bench.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/bench.txt
	@touch $@

# 网页报告在真浏览器里测试，各种格式的样本由 LibreOffice 转出：Chromium、LibreOffice、中文字体和 PDF 工具。
.stamps/browser:
	@mkdir -p .stamps
	@command -v chromium >/dev/null && command -v soffice >/dev/null && command -v pdftotext >/dev/null \
		&& fc-list :lang=zh 2>/dev/null | grep -q . || { $(SUDO) apt-get update -qq \
		&& $(SUDO) apt-get install -y -qq chromium fonts-noto-cjk fontconfig poppler-utils \
			libreoffice-writer libreoffice-calc; }
	@touch $@

# --engine spark 的测试在本机起一个 Spark，要有 Java 17 或更新的版本。
.stamps/java:
	@mkdir -p .stamps
	@command -v java >/dev/null || { $(SUDO) apt-get update -qq \
		&& $(SUDO) apt-get install -y -qq openjdk-17-jre-headless; }
	@touch $@

# 网页的测试有一部分用 PostgreSQL：用 Debian 的程序另起一个，放在临时目录里，不碰本机已有的库。
.stamps/postgresql:
	@mkdir -p .stamps
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
		|| { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq postgresql; }
	@touch $@
