"""What the law says to people: criteria, outcomes, grounds, rulings and holiday notices.

Outcomes take ``title`` (a ``criterion_…`` sentence), ``read``, ``wanted`` and ``clause``.
"""

SENTENCES = {
    # Outcomes, by rule (registry/policy/rules.py)
    "eligibility_at_least_met": "{title}：填报 {read}，达到要求（{wanted}，{clause}）。",
    "eligibility_at_least_not_met": "{title}：填报 {read}，要求 {wanted}（{clause}）。",
    "eligibility_at_least_not_stated": "{title}：尚未填报，要求 {wanted}（{clause}）。",
    "eligibility_any_at_least_met": "{title}：填报 {read}，达到其中一项（{wanted}，{clause}）。",
    "eligibility_any_at_least_not_met": (
        "{title}：填报 {read}，至少一项须达到要求（{wanted}，{clause}）。"
    ),
    "eligibility_any_at_least_not_stated": (
        "{title}：填报 {read}，还看不出是否达到其中一项（{wanted}，{clause}）。"
    ),
    "eligibility_income_or_share_met": "{title}：填报 {read}，达到要求（{wanted}，{clause}）。",
    "eligibility_income_or_share_not_met": (
        "{title}：填报 {read}，金额和占比都没有达到（{wanted}，{clause}）。"
    ),
    "eligibility_income_or_share_not_stated": (
        "{title}：填报 {read}，还缺服务收入或主营业务收入，无法判断（{wanted}，{clause}）。"
    ),
    "eligibility_provided_met": "{title}：已提供（{clause}）。",
    "eligibility_provided_not_met": "{title}：填报为没有，应当具备（{clause}）。",
    "eligibility_provided_not_stated": "{title}：尚未填报（{clause}）。",
    "eligibility_none_within_years_met": "{title}：填报 {wanted}（{clause}）。",
    "eligibility_none_within_years_not_met": (
        "{title}：填报发生于 {read}，落在近三年之内（要求 {wanted}，{clause}）。"
    ),
    "eligibility_none_within_years_not_stated": (
        "{title}：尚未声明近三年有无发生（要求 {wanted}，{clause}）。"
    ),
    "eligibility_none_within_years_judged_met": "{title}：填报 {wanted}（{clause}）。",
    "eligibility_none_within_years_judged_needs_judgement": (
        "{title}：填报发生于 {read}，是否影响申报由审核人员判断（{clause}）。"
    ),
    "eligibility_none_within_years_judged_not_stated": (
        "{title}：尚未声明近三年有无发生（{clause}）。"
    ),
    "eligibility_judged_needs_judgement": "{title}：材料已提供，由审核人员评判（{clause}）。",
    "eligibility_judged_not_stated": "{title}：尚未提供说明或材料（{clause}）。",
    # How to mend, by rule
    "mend_at_least": "请核对数字和单位；如填写无误，待达到要求后再申报。",
    "mend_any_at_least": "请核对各项数字；只要有一项达到即可，没有的请填 0。",
    "mend_income_or_share": (
        "请补齐上年度或申报当年度的中试服务收入，"
        "以及同一年度依托单位主营业务收入；两个年度中有一个达到即可。"
    ),
    "mend_provided": "请补充后再提交；如确实没有，须先具备。",
    "mend_none_within_years": "请核对发生日期；没有发生的请明确声明“无”。",
    "mend_none_within_years_judged": "请写明发生日期、处理结果并附材料；没有的请明确声明“无”。",
    "mend_judged": "请补充文字说明并上传证明材料，供审核人员评判。",
    # Criteria
    "criterion_national_strategy": "与国家重大部署结合",
    "criterion_key_industry_alignment": "与重点领域和重点产业链衔接",
    "criterion_regional_needs": "与区域产业需要结合",
    "criterion_priority_direction": "符合建设指引和重点方向",
    "criterion_physical_platform": "实体平台形态",
    "criterion_pilot_lines_or_site": "中试线或试验场地",
    "criterion_safety_environment_facilities": "安全、环保等配套设施",
    "criterion_equipment_table": "设备要素表",
    "criterion_equipment_indicators": "设备核心指标区域先进",
    "criterion_equipment_original_value": "中试设备或设施原值",
    "criterion_standards_conformity": "环境、工艺和软硬件符合标准",
    "criterion_technical_leader": "工程技术带头人",
    "criterion_technical_leader_record": "带头人的能力和经验",
    "criterion_professional_team": "专业人才队伍",
    "criterion_full_time_staff": "专职技术或管理人员",
    "criterion_good_standing": "质量、安全、信用和社会责任情况",
    "criterion_no_violations": "近三年违法违规行为",
    "criterion_no_serious_safety_accident": "近三年较大及以上安全事故",
    "criterion_no_major_quality_accident": "近三年重大质量事故",
    "criterion_no_major_environment_accident": "近三年重大环境污染事故",
    "criterion_no_major_secrecy_accident": "近三年重大失泄密事故",
    "criterion_no_data_falsification": "近三年数据资料弄虚作假",
    "criterion_no_serious_credit_breach": "近三年严重失信",
    "criterion_technical_system": "中试技术体系",
    "criterion_resource_integration": "技术资源整合及带动能力",
    "criterion_technology_roadmap": "中试技术路线图",
    "criterion_technology_foundation": "技术路径和发展需求方面的基础",
    "criterion_core_technology": "核心技术能力",
    "criterion_autonomy": "软硬件自主可控水平",
    "criterion_modernisation": "数字化、网络化、智能化、高端化、绿色化",
    "criterion_standards_work": "参与中试标准研制",
    "criterion_public_service_nature": "公共服务性质和功能",
    "criterion_public_service": "综合性、专业化中试服务",
    "criterion_service_list": "中试服务清单",
    "criterion_results_or_products": "成果中试验证或新产品产业化",
    "criterion_enterprises_served": "服务企业数量",
    "criterion_service_income": "中试服务收入",
    "criterion_operating_mechanism": "运营管理机制",
    "criterion_internal_rules": "内部管理制度",
    "criterion_independence": "相对依托单位的独立性",
    "criterion_service_procedures": "对外服务程序",
    "criterion_intellectual_property_rules": "知识产权保护",
    "criterion_development_goals": "发展目标和可持续发展能力",
    "criterion_plan_years": "规划建设方案覆盖的年数",
    "criterion_development_plan": "中试服务的措施和路径",
    "criterion_funding": "资金资源保障渠道",
    # Grounds of removal
    "ground_unreported_major_change": "重大事项未及时报告",
    "ground_serious_safety_accident": "较大及以上安全事故",
    "ground_major_quality_accident": "重大质量事故",
    "ground_major_environment_accident": "重大环境污染事故",
    "ground_major_secrecy_accident": "重大失泄密事故",
    "ground_data_falsification": "数据资料弄虚作假",
    "ground_credit_breach": "失信",
    "ground_other_violation": "其他违反法律法规的情形",
    "ground_conditions_not_met": "不满足基本条件",
    "ground_requirements_not_met": "不满足管理要求",
    # House rulings
    "ruling_working_days": (
        "工作日以国务院办公厅放假通知为准，调休上班日计入；"
        "首日 0:00 至末日 24:00（北京时间）开放，其间的休息日也可填报。"
    ),
    "ruling_arrival": "以本服务收到提交的时刻为准；按期收到的，窗口此后调整也仍算按期。",
    "ruling_provisional_windows": (
        "下一年放假通知发布前，12 月的窗口为暂定；通知前后两种算法中任一种允许的日期都算按期。"
    ),
    "ruling_periods_in_months": (
        "按年、月计的期限止于相同日期的当天（含），没有该日的止于当月最后一天。"
    ),
    "ruling_recent_three_years": (
        "近三年自提交之日往前推 36 个月；上年度指提交之日的上一个公历年度。"
    ),
    "ruling_update_only_in_window": "动态更新只在窗口期内受理。",
    "ruling_realtime_fields": (
        "运行载荷、在手中试项目、设备原值、场地面积和专职人员可随时更新，但不代替动态更新。"
    ),
    "ruling_realtime_full_load": "实时更新的载荷超过 100% 的，收下并请依托单位说明。",
    "ruling_realtime_jump": "实时更新的数值与此前相差 10 倍及以上的，收下并请依托单位说明。",
    "ruling_realtime_ahead": (
        "实时更新的测得时间晚于收到时间 5 分钟以上的，收下但不采用，撤回后按实际时间重报。"
    ),
    "ruling_update_checks": (
        "动态更新提交前与以前各季度对照核对：新规则先试行观察，再提醒并须说明，按季度最后一天的阶段核对。"
    ),
    "ruling_late_filing": "窗口关闭后，须由主管部门说明理由开放补报；补报单独标记，不算按期。",
    "ruling_update_return": (
        "已提交的动态更新可以退回补正指定的部分，在窗口或补报期内补正；按时提交的仍算按时。"
    ),
    "ruling_adjustment_round": (
        "登记通知才开启一轮；窗口期约束依托单位提交和主管部门上传，"
        "已开始的审核、受理和入库可在此后完成。"
    ),
    "ruling_returned_in_time": (
        "窗口内到达的申报，退回后在退回时写明的日期前重新提交，仍算在本轮按时提交。"
    ),
    "ruling_host_cut_off": (
        "省级主管部门可在窗口内另定本地区申报截止时间，告知后只能推迟，不能提前。"
    ),
    "ruling_incidents": (
        "事故按公布的数字定级，没有数字的以机关的认定为准；发生在别处的是否计入平台，由主管部门判断"
    ),
    "ruling_exit_proposals": (
        "退出建议在一轮开启后、当月结束前提出；平台仍然在库，由工业和信息化部研究决定。"
    ),
    "ruling_condition_finding": (
        "填报的数值低于基本条件的，记为入库条件线索，由人查看、核实；服务收入在年度终了时对照。"
        "以最新的数值为准；恢复达标即了结。线索不会移出任何平台。"
    ),
    "ruling_unreported_change": (
        "报送材料或工商登记信息与在册不一致、又没有报告的，登记为疑似未报告变更；"
        "写法不同和用过的名称不算。只询问和核实，不自动处理。"
    ),
    "ruling_unreported_change_answer": (
        "询问之日次日起 10 个工作日内答复；逾期的答复照收并注明。询问之后才报告的，算提示后报告。"
    ),
    "ruling_admitted_in_window": "窗口期内入库的平台当季免报；窗口期内移出的不再应报。",
    "ruling_sealing_any_day": "定稿、打印、盖章可在任何一天进行，窗口期只约束提交。",
    "ruling_sheet_lists_new_batch": (
        "汇总表列的是新一批平台；已在库的只作提示，不改动原有记录，未列入也不等于退出。"
    ),
    "ruling_opinion_decides": (
        "只有明确同意的才入库；不同意、暂缓的留存不入库，空白或看不懂的须先补正。"
    ),
    "ruling_entry_needs_application": (
        "除存量导入外，有已推荐的申报才能凭汇总表入库（{clause} {phrase}）。"
    ),
    "ruling_sealed_form_enters": (
        "汇总表与盖章的申报不一致的，是否入库按表中的审核意见，入库的内容以申报为准。"
    ),
    "ruling_template_stamp": "为别的主管部门生成的模板不收；别的轮次和旧版模板只作提示。",
    "ruling_entry_by_sheet": "凭汇总表入库的，注明“无申报信息表”。",
    "ruling_initial_load": (
        "服务启用前已有的平台、名单、移出和限制申报，由工业和信息化部在任何一天导入；"
        "已在库的不改动，限制申报期按条款推算。"
    ),
    "ruling_identity": "按统一社会信用代码和平台名称认定是否同一平台。",
    "ruling_authority_by_place": "由平台所在地的主管部门负责，与依托单位注册地无关。",
    "ruling_ban_follows_ground": "限制申报只随二（四）的情形发生；二（六）没有规定限制申报。",
    "ruling_verification": "二（四）的情形须先核实，并写明核实单位。",
    "ruling_ministry_removes": "移出储备库由工业和信息化部决定，省级主管部门可以核实和建议。",
    "ruling_whom_a_ban_binds": (
        "限制申报及于依托单位、该平台及其前身和承继者；同一依托单位已在库的其他平台不受影响。"
    ),
    "ruling_effective_date": "移出自决定之日起生效，不追溯。",
    "ruling_removal_case": (
        "移出须立案、告知并听取陈述；二（四）的情形须核实属实；一人拟定，另一人签发。"
    ),
    "ruling_statement_period": "依托单位可在告知次日起 10 个工作日内陈述，逾期的照收并注明。",
    "ruling_appeal": (
        "依托单位可以对移出决定提出异议，部里也可以自行更正；"
        "处理不重于原决定，由未参与原决定的负责人签发。"
    ),
    "ruling_appeal_period": "异议期为作出决定次日起 60 日，最后一日遇休息日不顺延。",
    "ruling_appeal_suspension": (
        "提出异议不停止执行；部里决定暂停执行的，自当日起恢复在库、不限制申报。"
    ),
    "ruling_removal_daily_limit": "每日最多作出 50 件移出决定，批量的一并计入。",
    "ruling_host_asked_exit": (
        "依托单位申请退出的，按二（六）办理，由部里写明属于哪一种情形，不限制再次申报。"
    ),
    "ruling_missed_update": "一次未报不直接带来处理，但会记录并告知主管部门。",
    "ruling_major_changes": (
        "“及时”没有天数：计算发生后的天数，由省级审核人员写明理由判断；经询问后的报告单独标明。"
        "核实后自发生之日起变更，编号、历次填报、应报事项和限制申报不变。"
    ),
    "ruling_field_kinds": (
        "存量沿用上期并请核对；本季发生额须重新填写，没有请填 0；年度累计每年第一季度重新起算。"
    ),
    "ruling_enterprises_since_start": "服务企业数量自投入运行起累计。",
    "ruling_income_years": (
        "上年度和申报当年度中，有一个年度达到其中一项即可；主营业务收入取同一年度。"
    ),
    "ruling_equipment_sum": (
        "设备要素表各行原值之和应能支撑填报的设备或设施原值：少于的须修改，多于的请核对，"
        "相差 1 万元以内视为四舍五入。"
    ),
    "ruling_plan_horizon": "规划建设方案应至少覆盖未来 3 年。",
    "ruling_desensitising": (
        "密级标志不收：先检查，后保存。身份证号、手机号、银行卡号请核对。检查不了的图片由人核对。"
    ),
    "ruling_citing_the_text": "文件第一部分写作“1、”，本服务按“一”引用。",
    "ruling_undated_text": "文件未载明日期，各项规定按一直有效处理。",
    # Holiday notices
    "calendar_notice_unreadable": (
        "放假通知“{name}”读不出来（{problem}）。请按 TOML 格式保存为 UTF-8 文本后重试。"
    ),
    "calendar_notice_key": (
        "放假通知“{name}”中的“{key}”缺失、多余或格式不对。应有文号 number、年份 year、"
        "成文日期 issued、放假日 off_days 和调休上班日 work_days，日期写作 2027-01-01。"
    ),
    "calendar_notice_day": (
        "放假通知“{name}”中的 {day} 不在 {year} 年，也不在上一年 12 月。请核对日期或年份。"
    ),
    "calendar_notice_twice": (
        "放假通知“{name}”中的 {day} 重复出现，或既写放假又写上班。请只保留一处。"
    ),
}
