"""What a host types into a whole, good application: texts by field, rows of equipment.

Everything stands exactly on the lines of the national text, as the golden cases do.
"""

WHAT = "见所附材料。"
# Criteria of which evidence must be handed in as a file.
SUPPORTS = frozenset({"technology_roadmap", "service_list", "development_plan"})

GOOD = {
    # Known beforehand, not typed.
    "host_name": "临江装备研究院有限公司",
    "credit_code": "91330100MA27XK8Q3A",
    "authority": "浙江省工业和信息化厅",
    "taxonomy_edition": "2025",
    # 基本信息
    "platform_name": "临江高端装备中试平台",
    "host_kind": "企业",
    "ministry_affiliated": "no",
    "build_mode": "企业建设适度开放",
    "place": "杭州市",
    "division": "330110",
    "address": "余杭区文一西路 1 号",
    "operating_since": "2022-05-01",
    "physical_platform": WHAT,
    "person_in_charge": "高远，主任",
    "contact_name": "李晓，科长",
    "contact_phone": "0571-8000 0001",
    "contact_mail": "office@linjiang.example",
    # 领域方向
    "taxonomy_field": "装备制造",
    "direction": "工业母机",
    "industry": "C3421",
    "services": "工艺验证\n生产验证",
    "strategy_served": WHAT,
    "regional_needs": WHAT,
    "direction_fit": WHAT,
    # 基础能力
    "pilot_lines": "2",
    "site_area": "3200",
    "pilot_site": WHAT,
    "equipment_value": "1000",
    "leased_value": "0",
    "equipment_indicators": WHAT,
    "key_software": "无",
    "safety_environment": WHAT,
    "standards_conformity": WHAT,
    "technical_leader": "陈工，正高级工程师",
    "technical_leader_record": WHAT,
    "full_time_staff": "5",
    "staff_management": "1",
    "staff_research": "2",
    "staff_testing": "1",
    "staff_quality": "1",
    "staff_safety": "0",
    "team_structure": WHAT,
    # 近三年声明
    "violations": "no",
    "safety_accidents": "no",
    "quality_accidents": "no",
    "environment_accidents": "no",
    "secrecy_accidents": "no",
    "falsifications": "no",
    "credit_breaches": "no",
    "standing_statement": WHAT,
    # 技术优势
    "technical_system": WHAT,
    "resource_integration": WHAT,
    "roadmap": WHAT,
    "core_technology": WHAT,
    "autonomy": WHAT,
    "modernisation": WHAT,
    "patents": "3",
    "standards_taken_part": "1",
    "standards_work": WHAT,
    # 服务成效
    "public_service": WHAT,
    "service_list": WHAT,
    "enterprises_served": "5",
    "projects_done": "8",
    "results_verified": "1",
    "products_industrialised": "0",
    "results_list": WHAT,
    "last_year": "2025",
    "service_income_last_year": "1000",
    "host_income_last_year": "1000000",
    "application_year": "2026",
    # 运行机制
    "operating_mechanism": WHAT,
    "internal_rules": WHAT,
    "independence": WHAT,
    "service_procedures": WHAT,
    "intellectual_property": WHAT,
    # 发展规划
    "development_goals": WHAT,
    "plan_years": "3",
    "development_plan": WHAT,
    "funding": WHAT,
    # 声明
    "truthful": "1",
    "desensitised": "1",
    "images_checked": "1",
}


def typed(**changes: str) -> dict[str, str]:
    """Return the texts of a whole, good application as these changes leave them."""
    return {**GOOD, **changes}


def row(**changes: str) -> dict[str, str]:
    """Return one good row of the equipment table as these changes leave it."""
    good = {
        "name": "五轴联动加工中心",
        "model": "VMC-850",
        "quantity": "2",
        "value": "600",
        "indicator": "定位精度 4 μm",
        "level": "国内先进",
        "origin": "国产",
        "year": "2023",
    }
    return {**good, **changes}


def rows() -> list[dict[str, str]]:
    """Return an equipment table that carries the declared value to the last 万元."""
    return [row(), row(name="三坐标测量机", model="", quantity="1", value="400", origin="进口")]
