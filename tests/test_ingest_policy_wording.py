"""Single rules of reading, each on one sentence."""

from __future__ import annotations

import pytest

from ingest.policy.citations import citations
from ingest.policy.days import read_day
from ingest.policy.deadlines import Issued, deadlines, due, is_ongoing
from ingest.policy.documents import Line
from ingest.policy.issuers import issuers
from ingest.policy.passages import joined, passage
from ingest.policy.quantities import quantities
from ingest.policy.reading import read
from ingest.policy.units import StandingRule, read_units


def units(text: str, place: str | None = None) -> list[tuple[str, str]]:
    found = read_units(passage(text, 1), StandingRule(), place)
    return [(u.name, u.role) for u in found.units]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("做好。(市教育局、财政局负责)", "市教育局* 市财政局"),
        ("(市教育局牵头,财政局等按职责分工负责)", "市教育局* 市财政局"),
        ("(市教育局、市财政局牵头,科技局配合)", "市教育局* 市财政局* 市科技局"),
        ("[责任部门:市交通委(市道运局)、各区、县级市]", "市交通委(市道运局)* 各区、县级市"),
        ("(责任单位:市委组织部、宣传部、教育局)", "市委组织部* 市委宣传部 市教育局"),
        ("(责任单位:市教育局、市场监管局)", "市教育局* 市市场监管局"),
        ("(责任单位:市政府办公室、民政局,市民政局)", "市政府办公室* 市民政局"),
        ("(责任单位:省教育厅、财政厅,市教育局)", "省教育厅* 省财政厅 市教育局"),
        ("(牵头单位:市教育局;配合单位:财政局)", "市教育局* 财政局"),
        ("(责任单位:市教育局和市财政局)", "市教育局* 市财政局"),
        ("(责任单位:市工业和信息化局)", "市工业和信息化局*"),
        ("(责任单位:各县〔市、区〕政府,各市、县人民政府)", "各县〔市、区〕政府* 各市、县人民政府"),
        ("(责任单位:市教育局;完成时限:2025年底)", "市教育局*"),
        ("责任单位:市教育局(牵头)、市财政局", "市教育局* 市财政局"),
        ("由市教育局负责解释(本办法由市教育局负责解释)", ""),
        ("做好。由市教育局牵头,市财政局配合。", "市教育局* 市财政局"),
        ("做好。由市教育局、市财政局共同负责。", "市教育局* 市财政局"),
        ("由县科技局牵头负责,县农业农村局配合", "县科技局* 县农业农村局"),
        ("由省教育厅牵头建立联席会议制度", "省教育厅*"),
        ("开展评估。省工业和信息化厅牵头,每年开展评估", "省工业和信息化厅*"),
        ("由学校负责管理,由企业工会和人力资源社会保障部门统筹使用", ""),
        ("由市教育局牵头抓总。(责任单位:市财政局)", "市财政局*"),
        ("(市教育局牵头负责,市财政局配合)", "市教育局* 市财政局"),
        ("(责任处室:省教育厅职教处)", "省教育厅职教处*"),
        ("(责任处室:职教处;责任单位:各高职院校)", "各高职院校*"),
        ("(责任单位:市国资委,各区(市)党委和人民政府)", "市国资委* 各区(市)党委和人民政府"),
        ("各类主体(企业、学校)参与", ""),
        ("(市教育局牵头,市财政局、科技局参与;2025年9月底前完成)", "市教育局* 市财政局 市科技局"),
        ("〔市教育局主责,市财政局、市科技局协同〕", "市教育局* 市财政局 市科技局"),
        ("做好。〔市教育局、财政局;2026年6月底前〕", "市教育局* 市财政局"),
        (
            "组建联合体〔市教育局、科技局、财政局;2026年底前组建首批并面向全市推广〕。",
            "市教育局* 市科技局 市财政局",
        ),
        ("【2025—2027年;市教育局牵头,各县区配合】", "市教育局* 各县区"),
        ("(二〇二七年底前完成,市教育局、财政局负责)", "市教育局* 市财政局"),
        ("(市教育局会同财政局牵头,市科技局参加)", "市教育局* 市财政局 市科技局"),
        ("由市教育局会同市财政局负责。", "市教育局* 市财政局"),
        ("（市教育局（主责）、市财政局（参加））", "市教育局* 市财政局"),
        ("支持岚屏经开区牵头组建联合体〔市教育局、市科技局〕", "市教育局* 市科技局"),
        ("支持岚屏经开区牵头组建市域产教联合体。", ""),
        ("鼓励岚屏市高新区牵头建设园区,引导雾岭县牵头成立联盟", ""),
        ("责任单位:市教育局、长期坚持", "市教育局*"),
        ("牵头单位:市教育局;配合单位:无", "市教育局*"),
        ("建设一批基地(市级基地、县级基地)", ""),
        ("责任单位:市教育局、市", "市教育局*"),
    ],
)
def test_units(text: str, expected: str) -> None:
    told = [name + "*" * (role == "lead") for name, role in units(text)]
    assert " ".join(told) == expected


@pytest.mark.parametrize(
    "text",
    [
        "做好。(市教育局牵头抓好落实并由成员协同)",
        "做好。\n【市教育局;市直各相关业务口子共同抓落实】",
        "做好。(责任单位:)",
        "做好。\n责任单位:\n",
        "做好。〔教育局、财政局、相关口子〕",
        "做好。{市教育局牵头,各有关方面一起努力抓出成效}",
        "责任单位:市教育局、市",
        "做好这一件事(乡村振兴办公室)",
    ],
)
def test_what_looks_like_units_and_is_not_read_is_a_finding(text: str) -> None:
    found = read_units(passage("优化布局。", 3), StandingRule())
    assert not found.findings
    body = joined([passage(line, 4 + n) for n, line in enumerate(text.split("\n"))], "\n")
    (finding,) = read_units(body, StandingRule()).findings
    assert finding.rule == "unread-text"
    assert finding.row in (4, 5)
    assert finding.value


@pytest.mark.parametrize(
    "text",
    [
        "做好。(责任单位:市教育局)",
        "按《办法》执行(云政发〔2024〕5号)",
        "本办法由市教育局负责解释(由市教育局负责解释)",
        "优化布局(2026年底前完成)",
        "各县(市、区)",
        "分期推进(含县级)",
        "培训一批教师(其中女性教师)。",
        "开展普查(试行)",
    ],
)
def test_other_brackets_are_no_findings(text: str) -> None:
    assert not read_units(passage(text, 1), StandingRule()).findings


def test_a_trailing_and_others_is_noted() -> None:
    found = read_units(passage("(责任单位:市教育局、市财政局等)", 7), StandingRule())
    assert [u.name for u in found.units] == ["市教育局", "市财政局"]
    assert [(f.rule, f.row) for f in found.findings] == [("open-list", 7)]


def figures(text: str) -> list[tuple[object, ...]]:
    return [(q.comparator, q.value, q.unit) for q in quantities(passage(text, 1), [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成50家以上", [(">=", 50, "家")]),
        ("不足30人", [("<", 30, "人")]),
        ("不超过工资总额的8%", [("<=", 8, "%")]),
        ("不少于总课时的50%", [(">=", 50, "%")]),
        ("达到10%左右", [("=", 10, "%")]),
        ("达到10%", [(">=", 10, "%")]),
        ("10人(含)以上", [(">=", 10, "人")]),
        ("20人以下(不含20人)", [("<", 20, "人")]),
        ("至少3个", [(">=", 3, "个")]),
        ("100家(次)以上", [(">=", 100, "家")]),
        ("不高于5%", [("<=", 5, "%")]),
        ("超过1.5亿元", [(">", 150_000_000, "元")]),
        ("未完成80%的予以约谈", [("<", 80, "%")]),
        ("未完成年度任务80%的", [("<", 80, "%")]),
        ("完成不足80%,达不到60%,未能达到50%", [("<", 80, "%"), ("<", 60, "%"), ("<", 50, "%")]),
        ("不能低于30%,不应少于5人", [(">=", 30, "%"), (">=", 5, "人")]),
        ("不得突破20%,不宜高于3倍", [("<=", 20, "%"), ("<=", 3, "倍")]),
        ("产值超过五千亿", [(">", 500_000_000_000, None)]),
        ("产值超过五千亿元", [(">", 500_000_000_000, "元")]),
        ("突破三百亿、达到两千万", [(">", 30_000_000_000, None), (">=", 20_000_000, None)]),
        ("投入数千亿元,培养数百名", []),
        ("五千亿产业,万众一心", []),
        ("总量达到15万", [(">=", 150_000, None)]),
        ("建设1到2个", [("range", (1, 2), "个")]),
        ("补贴4000元至6000元", [("range", (4000, 6000), "元")]),
        ("百分之三十", [("=", 30, "%")]),
        ("二十个基地", [("=", 20, "个")]),
        ("提高3个百分点", [("=", 3, "百分点")]),
        ("达到%以上", [(">=", None, "%")]),
        ("四星级以上学校", [(">=", 4, "星级")]),
        ("生师比18∶1以内", [("<=", 18, "比")]),
        ("师生比例不低于1:20", [(">=", 0.05, "比")]),
        ("按4:6分担,10:30开始", []),
        ("占比不低于1/3", [(">=", 33.3333, "%")]),
        ("标准由4000元提高至5000元", [("=", 5000, "元")]),
        ("分别不低于200元、400元", [(">=", 200, "元"), (">=", 400, "元")]),
        ("建成3个、培训500人", [("=", 3, "个"), ("=", 500, "人")]),
        ("每年至少召开两次会议", [(">=", 2, "次")]),
        ("举办1期,不少于12期", [(">=", 12, "期")]),
        ("建设期为3年,有效期为5年", [("=", 3, "年")]),
        ("每校限报2个项目", [("<=", 2, "个")]),
        ("给予200万元支持", [("=", 2_000_000, "元")]),
        ("达到两位数增长", []),
        ("围绕“5+2”产业,第52次常务会议,五年一贯制,一极三城", []),
        ("国发〔2019〕4号,《2025年5000家企业行动计划》", []),
        ("连续3年、2025年、4月24日、第三方、九年级、1+X证书、18:1", []),
    ],
)  # fmt: skip
def test_figures(text: str, expected: list[tuple[object, ...]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年,建成体系", [(2025, None)]),
        ("2025年底前完成", [(2025, None)]),
        ("2025年6月30日前完成", [(2025, None)]),
        ("2024—2026年,新增", [(2026, None)]),
        ("2024年至2026年", [(2026, None)]),
        ("三年内建成", [(None, 3)]),
        ("完成时间:2025年秋季学期前", [(2025, None)]),
        ("用10年左右时间", [(None, 10)]),
        ("通过5—10年努力", [(None, 10)]),
        ("2030年,实现全覆盖", [(2030, None)]),
        ("自2025年起施行", []),
        ("2023年引进人才80名,同年建成驿站3个", [(2023, None)]),
        ("2023年,全省新增10所,同年6月底前开工", [(2023, None)]),
        ("2023年培训了3万人,2022年建成2所", []),
        ("其中2023年不少于1万人", [(2023, None)]),
        ("2023年、2024年分别新建3个、4个", [(2023, None), (2024, None)]),
        ("“十四五”期间培育20家", [(2025, None)]),
        ("“十三五”期间建成20家", []),
        ("三年培养1万人", [(None, 3)]),
        ("2021年至2024年,三年共培养1万人", [(2024, None)]),
        ("每年12月底前报送,自发布之日起30日后施行,有效期3年", []),
        ("近三年来,连续3年", []),
        ("《行动计划(2024—2026年)》,2015年第4次常务会议", []),
    ],
)
def test_deadlines(text: str, expected: list[tuple[int | None, int | None]]) -> None:
    found = deadlines(passage(text, 1), [], Issued(2023))
    assert [(d.year, d.span_years) for d in found] == expected


@pytest.mark.parametrize(
    ("text", "issued", "expected"),
    [
        ("到二〇二七年,建成体系", Issued(2023), [(2027, None)]),
        ("二○二六年至二零二八年", Issued(2023), [(2028, None)]),
        ("2025年3月底前完成甲,4月30日前完成乙", Issued(2024, 11), [(2025, None)]),
        ("2024年12月底前完成甲,次年6月底前完成乙", Issued(2024, 3), [(2024, None), (2025, None)]),
        ("4月30日前报送", Issued(2024, 3), [(2024, None)]),
        ("4月30日前报送", Issued(2024, 11), [(None, None)]),
        ("4月30日前报送", Issued(2024, 11, planned=2025), [(2025, None)]),
        ("4月30日前报送", Issued(2024), [(2024, None)]),
        ("4月30日前报送", Issued(), [(None, None)]),
        ("年底前完成", Issued(2024, 5), [(2024, None)]),
        ("年底前完成", Issued(), [(None, None)]),
        ("今年底前完成,明年6月底前推广", Issued(2024, 5), [(2024, None), (2025, None)]),
        ("年内建成3个", Issued(2024, 5), [(2024, None)]),
        ("三季度末前完成", Issued(2024, 5), [(2024, None)]),
        ("上半年完成", Issued(2024, 2), [(2024, None)]),
        ("2026年第三季度前完成", Issued(2024, 2), [(2026, None)]),
        ("2025年6月至2026年12月", Issued(2024, 2), [(2026, None)]),
        ("限期一年完成整改", Issued(2024), [(None, 1)]),
        ("限期六个月整改到位", Issued(2024), [(None, None)]),
        ("30个工作日内办结", Issued(2024), [(None, None)]),
        ("今后三年,新增学位", Issued(2024), [(None, 3)]),
        ("“十五五”末", Issued(2024), [(2030, None)]),
        ("每年4月30日前报送,当年应缴附加", Issued(2024), []),
        ("每年年底前报送,三年内建成", Issued(2024), [(None, 3)]),
        ("实施提质培优行动计划(2024—2027年)", Issued(2024), []),
        ("按2025—2027年行动计划推进", Issued(2024), []),
        ("毕业6个月内就业率,近5年", Issued(2024), []),
    ],
)
def test_a_year_is_carried_or_left_open(
    text: str, issued: Issued, expected: list[tuple[int | None, int | None]]
) -> None:
    found = deadlines(passage(text, 1), [], issued)
    assert [(d.year, d.span_years) for d in found] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026年", [(2026, None)]),
        ("2026", [(2026, None)]),
        ("2026.12", [(2026, None)]),
        ("2026/6/30", [(2026, None)]),
        ("2024-2026", [(2026, None)]),
        ("2025年、2026年", [(2025, None), (2026, None)]),
        ("2026年第三季度", [(2026, None)]),
        ("2026年春季学期", [(2026, None)]),
        ("6月底前", [(2024, None)]),
        ("年底", []),
        ("三年", [(None, 3)]),
        ("两年内", [(None, 2)]),
        ("长期坚持", []),
    ],
)
def test_cells_of_time_limits(cell: str, expected: list[tuple[int | None, int | None]]) -> None:
    found = due(passage(cell, 1), Issued(2024, 3))
    assert [(d.year, d.span_years) for d in found] == expected


def test_what_goes_on_is_no_unread_time_limit() -> None:
    told = ["长期坚持", "持续推进", "每年", "无", "—", "视情况而定", "年底"]
    assert [is_ongoing(passage(t, 1)) for t in told] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("《意见》(国办发〔2017〕95号)", ["国办发〔2017〕95号"]),
        ("《意见》(国办发[2017]95号,以下简称意见)", ["国办发〔2017〕95号"]),
        ("《决定》(国发〔201419号)", ["国发〔2014〕19号"]),
        ("根据桂政办发〔2018〕154号文件精神", ["桂政办发〔2018〕154号"]),
        ("《甲意见》(甲〔2020〕1号)《甲意见》(甲〔2020〕1号)", ["甲〔2020〕1号"]),
        ("落实《职业教育法》", [None]),
        ("《办法》(教育部令第35号)", ["教育部令第35号"]),
        ("《条例》(国务院令第七百九十七号)", ["国务院令第七百九十七号"]),
        ("按照教育部令第35号执行", ["教育部令第35号"]),
        ("《公告》(人力资源社会保障部公告2024年第3号)", ["人力资源社会保障部公告2024年第3号"]),
        ("《意见》(桂教规范﹝2024﹞1号)", ["桂教规范〔2024〕1号"]),
        ("《意见》(发改社会〔2020〕1 号)", ["发改社会〔2020〕1号"]),
        ("《意见》(粤人社规〔２０２４〕第１５号)", ["粤人社规〔2024〕15号"]),
        ("《意见》(云政發〔2024〕9號)", ["云政發〔2024〕9號"]),
        ("《意见》(国发(96)12号)", ["国发〔96〕12号"]),
        ("《意见》(国办发【二〇二四】7号)", ["国办发〔2024〕7号"]),
        ("第35号文件柜,路线图(24)3号楼", []),
    ],
)
def test_citations(text: str, numbers: list[str | None]) -> None:
    found, _ = citations([passage(text, 1)], [], None)
    assert [c.number for c in found] == numbers


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("云溪市人民政府令|第35号|云溪市职业教育办法", "云溪市人民政府令第35号"),
        ("云溪市人民政府令第35号|云溪市职业教育办法", "云溪市人民政府令第35号"),
        ("云溪市教育局公告|2024年第3号|云溪市职业教育办法", "云溪市教育局公告2024年第3号"),
        ("云溪市职业教育办法|云教规范﹝2024﹞1 号", "云教规范〔2024〕1号"),
        ("云溪市职业教育办法|文号:云教规[2024]第１２", "云教规〔2024〕12号"),
        ("云溪市职业教育办法|云发改社会〔二〇二四〕18号", "云发改社会〔2024〕18号"),
        ("云溪市职业教育办法|雲政發〔2024〕9號", "雲政發〔2024〕9號"),
        ("云溪市职业教育办法|云教〔2024〕5号 云财教〔2024〕6号", "云教〔2024〕5号"),
    ],
)
def test_numbers_of_documents(head: str, number: str) -> None:
    text = [*head.split("|"), "一、任务", "(一)优化布局。做好。(责任单位:市教育局)"]
    found = read([Line(n, line) for n, line in enumerate(text, 1)])
    assert found.doc_number == number
    assert found.cites == []


def test_the_documents_own_title_is_no_citation() -> None:
    text = passage("《示例市实施方案》已经市政府同意,现将《示例市实施方案》印发给你们。", 1)
    assert citations([text], ["示例市实施方案"], None)[0] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("到2025年,全市毕业生就业率保持在95%以上", ["全市毕业生就业率"]),
        ("“双师型”教师占比不低于60%", ["“双师型”教师占比"]),
        ("给予最高300万元奖补", ["给予奖补"]),
        ("培训经费的60%以上用于一线", ["培训经费用于一线"]),
        ("每所院校至少与10家企业合作", ["每所院校与企业合作"]),
        ("就业率低于50%的专业", ["就业率"]),
        ("总量增长40%以上,达到2.6万人", ["总量增长", "总量"]),
        ("培育国家级企业30家、省级300家", ["培育国家级企业", "培育国家级企业、省级"]),
        ("标准由4000元提高至5000元", ["标准"]),
        ("组织1000家企业与100所院校签约", ["组织企业", "组织1000家企业与院校签约"]),
    ],
)
def test_words_for_what_is_counted(text: str, words: list[str]) -> None:
    names = [q.indicator for q in quantities(passage(text, 1), [])]
    assert names == [f"unnamed:{w}" for w in words]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("可从中提取不超过50%的收入用于发放绩效工资", "service_income_performance_pay_share"),
        ("服务收入的60%可用于绩效工资", "service_income_performance_pay_share"),
        ("绩效工资不超过技术服务收入的40%", "service_income_performance_pay_share"),
        ("收入的70%可用于教师劳务报酬,且不纳入单位绩效工资总量", None),
        ("收入的70%可作为教师劳务报酬,不计入绩效工资", None),
        ("奖励性绩效工资占绩效工资总量的30%", None),
        ("绩效工资增量提高20%", None),
        ("可按投资额的30%比例,抵免当年应缴教育费附加", "vocational_investment_credit_rate"),
        ("按投资额的20%比例给予补助", None),
        ("投资额的10%可抵免企业所得税", None),
        ("按职工总数2%的名额安排学生实习岗位", "internship_posts_to_staff_ratio"),
        ("按职工总数的1.5%配备实习指导教师", None),
        ("按职工工资总额的1.5%提取经费,用于实习", None),
        ("职工教育培训经费60%以上用于一线职工", "frontline_training_fund_share"),
        ("用于一线职工的比例不低于职工教育经费的60%", "frontline_training_fund_share"),
        ("奖励资金的30%用于一线职工", None),
        ("教育经费的60%用于一线教师", None),
        ("实践性教学课时不少于总课时的50%", "practice_hours_share"),
        ("实训学时占总学时一半以上", "practice_hours_share"),
        ("企业兼职教师承担的实践课时占比不低于20%", None),
        ("实训教学设备更新率达到50%", None),
        ("实践教学基地的课时安排覆盖50个", None),
        ("四星级以上优质中等职业学校", "secondary_school_star_rating"),
        ("四星级以上酒店与职业院校合作", None),
        ("连续3年年均招生规模不足30人", "mean_annual_enrolment_3y"),
        ("近三年平均招生人数低于20人", "mean_annual_enrolment_3y"),
        ("连续3年招生不足30人", None),
        ("近3年年均招生计划完成率不足80%", None),
        ("近3年年均招生增长30人", None),
    ],
)
def test_an_indicator_needs_its_own_words(text: str, name: str | None) -> None:
    names = {q.indicator for q in quantities(passage(text, 1), [])}
    assert {n for n in names if not n.startswith("unnamed:")} == ({name} if name else set())


def test_an_indicator_keeps_to_its_unit() -> None:
    text = "企业参与率达80%以上,职业院校就业率提高。四星级以上中等职业学校开展衔接培养。"
    names = [q.indicator for q in quantities(passage(text, 1), [])]
    assert names == ["unnamed:企业参与率", "secondary_school_star_rating"]


def test_issuers_and_days() -> None:
    assert issuers("中共江州县委办公室江州县人民政府办公室") == [
        "中共江州县委办公室",
        "江州县人民政府办公室",
    ]
    assert issuers("浙 江 省 教 育 厅") == ["浙江省教育厅"]
    assert issuers("示例省教育厅 示例省财政厅") == ["示例省教育厅", "示例省财政厅"]
    assert read_day("二〇二四年三月十一日") == "2024-03-11"
    assert read_day("2024年13月1日") is None


def test_a_broken_word_and_spaces_are_made_whole() -> None:
    text = passage("市教 育 局、 市财政局", 3)
    assert text.plain == "市教育局、市财政局"
    assert list(text.columns)[:3] == [1, 2, 4]


def test_years_of_an_enrolment_threshold_are_in_its_name() -> None:
    text = "连续两年年均招生规模不足20人的专业停招。"
    (found,) = quantities(passage(text, 1), [])
    assert (found.indicator, found.comparator) == ("mean_annual_enrolment_2y", "<")
