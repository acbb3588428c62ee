"""What is said about incidents 事故和违规情形."""

SENTENCES = {
    # What is wrong with a statement.
    "incident_kind_wanted": "请选择发生了哪一类情形。",
    "incident_day_wanted": "请填写发生的日期；失信、弄虚作假等填被列入或被查实的日期。",
    "incident_day_unread": "读到“{read}”，不是日期。请写成 2026-09-12 的样子。",
    "incident_day_ahead": "读到 {read}，还没有到。请核对日期。",
    "incident_site_wanted": "请选择发生在哪里。",
    "incident_relation_wanted": (
        "请写明与平台的关系，{most} 字以内：是否涉及平台的人员、设备或项目。"
        "发生在别处的是否计入，由主管部门判断。"
    ),
    "incident_basis_wanted": "请选择按数字定级，还是以机关的认定为准。",
    "incident_found_wanted": "请选择机关的认定；还没有认定的，选“尚未认定”。",
    "incident_organ_wanted": "请填写认定机关的全称。",
    "incident_document_wanted": "请填写认定文件的文号。",
    "incident_document_on_wanted": "请填写认定文件的日期。",
    "incident_document_before": "认定文件的日期早于发生的日期（{day}），请核对。",
    "incident_tick_unknown": "勾选了不在列的情形，请重新选择。",
    "incident_facts_wanted": "请写明经过，{least} 至 {most} 字：何时、何地、发生了什么、如何处置。",
    "incident_name_too_long": "请写在 {most} 字以内。",
    "incident_update_unknown": "没有找到这个平台的这份动态更新回执。",
    "incident_outcome_wanted": "请选择核对的结果。",
    "incident_counts_wanted": "请判断是否计入这个平台。",
    "incident_own_site_counts": "发生在平台场地的，计入这个平台；登记的地点有误的，请先更正。",
    "incident_not_graded_yet": (
        "现在还不能定级（缺少数字，或机关尚未认定），不能确认。请先更正补齐；等级不作推定。"
    ),
    "incident_examination_reason_wanted": "请写明核对的依据和理由，{most} 字以内。",
    # Refusals.
    "incident_already_recorded": "同样的内容已经登记（{number}），没有重复登记。",
    "incident_already_examined": "{number} 已经核对。情况有变化的，请先更正，再重新核对。",
    "incident_not_yours": (
        "{number} 现在的内容不能由您更正：已经核对的由主管部门更正，"
        "上级登记的由上级更正。有不同意见的，请联系主管部门。"
    ),
    "incident_evidence_full": "一件登记最多收 {most} 个文件（撤回的也算），不能再添加。",
    "incident_evidence_settled": (
        "“{name}”不能撤回：已经核对、已经撤回，或者是另一方提供的。文件仍然列出。"
    ),
    # Kinds.
    "incident_kind_safety": "安全事故",
    "incident_kind_quality": "质量事故",
    "incident_kind_environment": "环境污染事故",
    "incident_kind_secrecy": "失泄密事故",
    "incident_kind_falsification": "数据资料弄虚作假",
    "incident_kind_credit_breach": "失信（尚不属严重失信）",
    "incident_kind_serious_credit_breach": "严重失信",
    "incident_kind_other_violation": "其他违反法律法规的情形",
    "incident_help_safety": (
        "等级按死亡、重伤、直接经济损失三项数字定，任何一项达到即为该等级，“以上”含本数。"
    ),
    "incident_help_quality": "没有公开的数字标准，以主管机关的认定为准。",
    "incident_help_environment": (
        "按数字或所列情形定级，任何一项达到即为重大；机关另有认定的，以认定为准。"
    ),
    "incident_help_secrecy": (
        "这里只登记“发生了失泄密”这件事：日期、认定机关、文号和是否重大。"
        "请不要写泄露的内容、载体名称、密级和可以推知秘密的细节；这些按保密规定另行报告。"
    ),
    "incident_help_falsification": "以查实机关的文件为准。",
    "incident_help_credit_breach": "被认定失信，但没有列入严重失信主体名单的。",
    "incident_help_serious_credit_breach": "列入严重失信主体名单的；日期填列入的日期。",
    "incident_help_other_violation": "行政处罚等，以作出机关的文件为准。",
    # Fields.
    "incident_deaths": "死亡",
    "incident_injured": "重伤",
    "incident_evacuated": "疏散、转移",
    "incident_loss": "直接经济损失",
    "incident_unit_deaths": "人",
    "incident_unit_injured": "人",
    "incident_unit_evacuated": "人",
    "incident_unit_loss": "万元",
    "incident_figure_help": "没有的填 0；还不清楚的留空，程序不作推定。",
    "incident_injured_help": "急性工业中毒也算。没有的填 0；还不清楚的留空。",
    "incident_site_platform": "平台场地",
    "incident_site_host": "依托单位的其他场地",
    "incident_site_elsewhere": "其他地方",
    "incident_basis_figures": "按数字和所列情形定级",
    "incident_basis_finding": "以机关的认定为准",
    "incident_found_major_reached": "认定为重大（或以上）",
    "incident_found_major_not_reached": "认定未达到重大",
    "incident_found_major_pending": "尚未认定",
    "incident_found_fact_reached": "认定属实",
    "incident_found_fact_not_reached": "认定不属实",
    "incident_found_fact_pending": "尚未认定",
    # Grades.
    "incident_grade_not_stated": "还不能定级",
    "incident_grade_general": "一般",
    "incident_grade_below_major": "未达到重大",
    "incident_grade_larger": "较大",
    "incident_grade_major": "重大",
    "incident_grade_extraordinary": "特别重大",
    "incident_grade_found": "机关认定达到（或属实）",
    "incident_grade_found_below": "机关认定未达到（或不属实）",
    "incident_met": "{label} {read} {unit}，达到“{line} {unit}以上”（{source}）",
    "incident_met_tick": "{label}（{source}）",
    "incident_at_least": "至少{grade}（{missing}还没有填，可能更高）",
    "incident_missing": "{missing}还没有填，其余各项都没有达到更高一级；程序不作推定",
    "incident_pending": "机关还没有认定",
    "incident_none_met": "各项数字都没有达到更高一级",
    "incident_by_finding": "{organ}，{document}，{day}",
    "incident_line_reached": "达到二（四）所列情形",
    "incident_line_below": "未达到二（四）所列情形",
    "incident_line_unknown": "是否达到二（四）所列情形还不能确定",
    "incident_filter_reached": "达到",
    "incident_filter_proposed": "达到、待立案",
    "incident_filter_below": "未达到",
    "incident_filter_unknown": "还不能确定",
    # States and outcomes.
    "state_incident_recorded": "待核对",
    "state_incident_confirmed": "已核对",
    "state_incident_unfounded": "不成立",
    "state_incident_reached": "达到",
    "state_incident_below": "未达到",
    "state_incident_unknown": "未定",
    "incident_outcome_confirmed": "属实，以登记的内容为准",
    "incident_outcome_unfounded": "不成立",
    "incident_counts_yes": "计入这个平台",
    "incident_counts_no": "不计入这个平台",
    "incident_side_host": "依托单位",
    "incident_side_province": "省级主管部门",
    "incident_side_ministry": "工业和信息化部",
    # What is said on the pages.
    "incident_nothing_follows": (
        "登记不等于移出：程序只记录和比对，是否移出由工业和信息化部经核实后决定（二（四））。"
    ),
    "incident_case_proposed": (
        "已核对属实、计入平台，并且达到二（四）所列情形，建议立案。由部核实后决定，程序不作决定。"
    ),
    "incident_case_waits": "达到二（四）所列情形。主管部门核对后，由部核实后决定是否移出。",
    "incident_below_line": (
        "没有达到二（四）所列情形，只作记录；近三年内申报的，审核人会看到（一（二）3）。"
    ),
    "incident_recorded_now": "已登记。请接着上传证明材料。",
    "incident_corrected_now": "已更正，原来的内容仍然保留；请重新核对。",
    "incident_examined_now": "核对结果已保存。",
    "incidents_none": "没有符合条件的登记。",
    "incidents_none_own": "没有登记。发生了事故或违规情形的，请在下面选择平台如实登记。",
    "incidents_none_stated": "没有等待登记的动态更新。",
    "incident_evidence_none": "还没有上传。请附上调查报告、认定文件、处罚决定等。",
    "incident_evidence_taken": "已上传。系统只检查文件能否安全打开，不判断内容。",
    "incident_evidence_readers": "依托单位、主管部门和工业和信息化部都能看到、下载。",
    "incident_evidence_mistaken": (
        "文件不会删除。核对之前写明原因可以撤回自己一方上传的，撤回的仍然列出。"
    ),
    "incidents_on_platform": "登记了 {count} 件事故或违规情形，其中 {waiting} 件待核对。",
    # What is on record against an application.
    "state_record_contradicts": "与记录不符：登记在案，申报中没有这一天",
    "state_record_declared": "申报中已写明",
    "state_record_pending": "等级或认定还没有确定",
    "state_record_for_notice": "供审核时参考",
    "records_of_host": (
        "近三年登记在案、与一（二）3 有关的情形如下。是否影响申报由主管部门判断，程序不作结论。"
    ),
    "records_to_host": (
        "主管部门审核时会看到同样的内容。与记录不符的，请核对申报中的“近三年”各项；"
        "登记有误的，请联系主管部门更正。"
    ),
    # Home.
    "task_incident_cases": "达到移出情形、还没有立案的事故和违规：{count} 件",
    "task_note_incident_cases": "已核对属实并计入平台，由部核实后决定",
    "task_examine_incidents": "核对登记的事故和违规情形：{count} 件",
    "task_note_examine_incidents": "核对数字、机关的认定和与平台的关系",
    "task_stated_incidents": "登记动态更新中填写的事故和处罚：{count} 份",
    "task_note_stated_incidents": "程序不自动登记，请逐份核对",
    # Messages.
    "notice_incident_record": (
        "{who}登记了“{name}”的{kind}（{number}，{day}）：{line}。请在“事故和违规”中查看。"
    ),
    "notice_incident_correct": (
        "{who}更正了“{name}”的{kind}（{number}，{day}）：{line}。需要重新核对。"
    ),
    "notice_incident_examine": (
        "{who}核对了“{name}”的{kind}（{number}，{day}），结果：{outcome}；{line}。"
        "是否移出由工业和信息化部经核实后决定。"
    ),
    # The story of a platform.
    "story_incident.record": "登记事故或违规情形",
    "story_incident.correct": "更正事故或违规情形的登记",
    "story_incident.examine": "核对事故或违规情形",
    "story_incident.evidence_add": "为登记的情形添加证明材料",
    "story_incident.evidence_withdraw": "撤回登记情形的证明材料",
    "ledger_incident": "事故和违规",
    "ledger_noun_incident": "事故和违规",
    "ledger_incident_site": "发生地点",
    "ledger_incident_relation": "与平台的关系",
    "ledger_incident_ticks": "所列情形",
    "ledger_incident_found": "机关的认定",
    "ledger_incident_document_on": "文件日期",
    "ledger_incident_grade": "等级",
    "ledger_incident_at_line": "达到二（四）所列情形",
    "ledger_incident_missing": "没有填的数字",
    "ledger_incident_statement": "第几次登记",
    "ledger_incident_counts": "计入平台",
    "ledger_incident_basis": "定级方式",
    "ledger_incident_organ": "认定机关",
    "ledger_incident_found_reached": "认定属实（或达到）",
    "ledger_incident_found_not_reached": "认定不属实（或未达到）",
    "ledger_incident_found_pending": "尚未认定",
    # What a form calls its fields.
    "form_field_relation": "与平台的关系",
    "form_field_organ": "认定机关",
    "form_field_occurred_on": "发生日期",
}
