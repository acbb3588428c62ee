"""What is said about major changes 重大事项 and lineage 前身和承继."""

SENTENCES = {
    # Kinds.
    "major_change_rename": "更名",
    "major_change_relocation": "迁址",
    "major_change_merger": "合并",
    "major_change_split": "分立",
    "major_change_restructuring": "结构调整",
    "major_change_reorganisation": "重组",
    "major_change_equity_change": "股权变更",
    "major_change_service_change": "服务内容或业务变更",
    "major_change_other": "其他重大事项",
    "major_change_about_rename": "依托单位或平台的名称改变。平台编号、历次填报和办理记录都不变。",
    "major_change_about_relocation": "平台搬到新的地址。搬出本地区的，另须办理主管部门移交。",
    "major_change_about_merger": "依托单位与其他单位合并，或被其他单位吸收。",
    "major_change_about_split": "依托单位分为几个单位，平台由其中一个承接。",
    "major_change_about_restructuring": "内部机构、运营主体或管理关系调整。",
    "major_change_about_reorganisation": "资产重组、改制等。",
    "major_change_about_equity_change": "股东、出资比例或实际控制人改变。",
    "major_change_about_service_change": "服务内容、经营业务、领域或重点方向改变。",
    "major_change_about_other": "以上都不是、但影响平台运行的重大变化。",
    # Fields.
    "major_change_field_host_name": "依托单位新名称",
    "major_change_field_platform_name": "平台新名称",
    "major_change_field_host_kind": "依托单位性质",
    "major_change_field_place": "新的所在地市",
    "major_change_field_address": "新的详细地址",
    "major_change_field_merging": "参与合并的其他单位",
    "major_change_field_successor": "合并后存续或新设的单位",
    "major_change_field_successors": "分立出的单位",
    "major_change_field_carrier": "承接本平台的单位的统一社会信用代码",
    "major_change_field_platforms": "一并涉及的平台编号",
    "major_change_field_taxonomy_field": "领域",
    "major_change_field_direction": "重点方向",
    "major_change_field_description": "情况说明",
    "major_change_help_host_name": "按新的营业执照或法人证书填写；没有改变的不填。",
    "major_change_help_platform_name": "没有改变的不填。",
    "major_change_help_host_kind": "没有改变的不选。",
    "major_change_help_place": "如 杭州市余杭区。",
    "major_change_help_address": "街道、门牌、楼栋。",
    "major_change_help_merging": (
        "每行一个：统一社会信用代码，空一格，单位名称。不写本单位，最多 10 个。"
    ),
    "major_change_help_successor": (
        "一行：统一社会信用代码，空一格，单位名称。本单位存续的写本单位，新设的写新单位。"
    ),
    "major_change_help_successors": (
        "每行一个：统一社会信用代码，空一格，单位名称。本单位存续的不写本单位，最多 10 个。"
    ),
    "major_change_help_carrier": "18 位；平台仍由本单位承接的写本单位的代码。",
    "major_change_help_platforms_merger": (
        "并入本平台的平台，每行一个编号；没有的不填。并入的平台仍然在库，是否退出由部里决定。"
    ),
    "major_change_help_platforms_split": (
        "由本平台分出、已经在库的平台，每行一个编号；没有的不填。新的平台须另行申报。"
    ),
    "major_change_help_taxonomy_field": "没有改变的不填。",
    "major_change_help_direction": "没有改变的不填。",
    "major_change_help_description": "写明原来怎样、现在怎样、为什么改变。不写涉密内容。",
    # What is wrong, and how to mend it.
    "major_change_kind_wanted": "请选择重大事项的类型。",
    "major_change_day_wanted": "请填写发生日期，如 2026-12-01。",
    "major_change_day_to_come": (
        "发生日期在今天之后。请填写实际发生的日期；尚未发生的，发生后再报告。"
    ),
    "major_change_day_too_early": (
        "发生日期早于{first}。平台入库、依托单位有登记名称之前的情况不属于本平台的变更；"
        "原登记有误的，请与主管部门联系更正。"
    ),
    "major_change_one_of_wanted": "依托单位名称和平台名称至少填一个。",
    "major_change_place_wanted": "请填写新的所在地市。",
    "major_change_address_wanted": "请填写新的详细地址。",
    "major_change_merging_wanted": "请写明参与合并的其他单位，至少一个。",
    "major_change_successor_wanted": "请写明合并后存续或新设的单位。",
    "major_change_successors_wanted": "请写明分立出的单位，至少一个。",
    "major_change_carrier_wanted": "请写明平台由哪个单位承接。",
    "major_change_description_wanted": "请写明情况：原来怎样，现在怎样。",
    "major_change_host_kind_wanted": "请从列出的单位性质中选择。",
    "major_change_too_long": "填了 {count} 个字，最多 {most} 个。请精简，详细材料可以上传。",
    "major_change_too_many": "最多 {most} 个。更多的请写在情况说明里，并上传名单。",
    "major_change_party_code": (
        "“{read}”不是有效的统一社会信用代码。应为 18 位，最后一位是校验码，请对照证书核对。"
    ),
    "major_change_party_name": "请在代码 {whose} 之后空一格写明单位名称。",
    "major_change_party_twice": "同一个统一社会信用代码写了两次，请只保留一个。",
    "major_change_party_oneself": "这里不写本单位，只写其他单位。",
    "major_change_party_other_name": (
        "代码 {whose} 所写的单位名称与登记的不一致。请对照证书核对代码和名称。"
    ),
    "major_change_carrier_unnamed": "承接平台的单位应是本单位，或上面写明的分立出的单位之一。",
    "major_change_platform_unknown": (
        "没有找到这些平台：{read}。只能填本地区在库、由参与单位承建的其他平台。"
    ),
    "major_change_same": "登记的已经是“{now}”，没有改变。",
    "major_change_place_unknown": "没有认出“{read}”。请写到地市，如 杭州市余杭区。",
    "major_change_taxonomy_unknown": "没有“{read}”这个领域。请按现行分类填写。",
    "major_change_case_unknown": "没有认出询问的编号，应如 YS-330000-2026-0001。",
    "major_change_platform_gone": "“{name}”已经不在储备库中，不再受理它的重大事项报告。",
    "major_change_already_reported": (
        "这个平台已有一份“{kind}”报告（{number}），没有重复收下。"
        "需要改写的，请打开原来的一份；撤回后可以重新报告。"
    ),
    "major_change_settled": "报告 {number} 目前是“{state}”，不能再这样办理。请刷新查看最新情况。",
    "major_change_papers_full": "最多上传 {most} 个文件，同一个文件只收一次。",
    "major_change_name_taken": (
        "“{name}”没有变更：变更后的单位已有一个同名的在库平台。请先核对平台名称和承接单位。"
    ),
    "major_change_paper_wanted": (
        "报告 {number} 还没有任何证明材料，不能核实。请先退回，让依托单位补充材料。"
    ),
    "major_change_judged": "报告 {number} 是否及时已有结论，不再另行判断。",
    "major_change_reason_wanted": "请写明原因，依托单位会看到。",
    "major_change_withdrawal_reason_wanted": "请写明撤回的原因。",
    "major_change_findings_wanted": "请写明怎样核实、查看了什么、结果如何。",
    "major_change_judgement_wanted": "请选择“及时”或“未及时”。",
    "major_change_judgement_reason_wanted": "请写明判断的理由，会告知依托单位和部里。",
    "major_change_file_wanted": "请选择要上传的文件。",
    # Where a report stands, how it stands to the time, and what was judged.
    "state_change_reported": "待核实",
    "state_change_returned": "退回补正",
    "state_change_verified": "已核实",
    "state_change_refused": "不予变更",
    "state_change_withdrawn": "已撤回",
    "state_timely_on_time": "在期限内报告",
    "state_timely_late": "超过期限报告",
    "state_timely_prompted": "经询问后报告",
    "state_timely_to_be_judged": "及时与否待判断",
    "state_judged_in_time": "判断为及时",
    "state_judged_not_in_time": "判断为未及时",
    "major_change_elapsed": "发生后第 {days} 天报告",
    "major_change_elapsed_none": "发生当日报告",
    "major_change_no_number": (
        "文件只要求“及时报告”，没有规定天数。由省级主管部门的审核人员写明理由作出判断。"
    ),
    "major_change_last_day": "应于{day}前（含当日）报告",
    # What stands on the pages.
    "major_change_what_happens": (
        "报告后由省级主管部门核实。核实以前，储备库里的信息不变；核实后，自发生之日起变更。"
    ),
    "major_change_report_from": "要报告的，请打开平台的页面，选“报告重大事项”。",
    "major_change_in_time": "重大事项未及时报告，经核实后会被移出储备库，3年内不得再次申报。",
    "major_change_reported_now": "已收到报告，编号 {number}。",
    "major_change_corrected_now": "已收到改写后的报告，等待核实。",
    "major_change_paper_now": "已上传。",
    "major_change_withdrawn_now": "报告已撤回，储备库里的信息没有变化。",
    "major_change_returned_now": "已退回，依托单位会收到原因。",
    "major_change_refused_now": "已决定不予变更，储备库里的信息没有变化。",
    "major_change_verified_now": "已核实，储备库里的信息自发生之日起变更。",
    "major_change_judged_now": "已写明判断。",
    "major_changes_none": "没有符合条件的重大事项报告。",
    "major_changes_none_own": (
        "本单位还没有报告过重大事项。发生更名、迁址、合并等变化时，请及时报告。"
    ),
    "major_change_no_papers": "还没有材料。没有材料的报告不能核实，请尽快上传。",
    "major_change_on_platform": "{kind}报告 {number}（{day}发生）：{state}。",
    "major_change_needs_transfer": (
        "新址在{places}，不在{authority}管辖范围。核实后仍须办理主管部门移交，"
        "移交完成前平台仍由{authority}负责。"
    ),
    "major_change_banned_party": (
        "{name}受“{decision}”限制申报至{until}（含当日）。"
        "报告照常核实，限制随前身和承继关系继续有效，不因合并、分立或更换代码而免除。"
    ),
    "major_change_offer_removal": (
        "未及时报告的，经核实后由工业和信息化部移出储备库。是否立案由主管部门决定，系统不自动办理。"
    ),
    "major_change_merger_platforms": (
        "核实后，本单位在本地区的在库平台都由存续或新设的单位承接；"
        "其他单位的平台由其自行报告。新单位没有账号的，请发放激活码。"
    ),
    "lineage_none": "没有记载前身或承继：没有合并、分立等变更改变过它。",
    "lineage_step": "{day}，{how}（{change}）",
    "lineage_unknown_host": "（未登记的单位）",
    "task_mend_major_change": "补正“{name}”的{kind}报告",
    "task_verify_major_changes": "核实重大事项报告：{count} 份",
    "task_note_major_changes": "核实后储备库里的信息才会变更",
    # Messages.
    "notice_major_change_reported": (
        "“{name}”（{platform}）的依托单位{host_name}报告了{kind}（{number}），请核实。"
    ),
    "notice_major_change_withdrawn": (
        "“{name}”（{platform}）的{kind}报告（{number}）已由依托单位撤回，原因：{reason}。"
    ),
    "notice_major_change_returned": (
        "{authority}退回了“{name}”的{kind}报告（{number}），请补正后再次提交。原因：{reason}"
    ),
    "notice_major_change_refused": (
        "{authority}对“{name}”的{kind}报告（{number}）不予变更，储备库里的信息没有变化。"
        "理由：{reason}"
    ),
    "notice_major_change_verified": (
        "{authority}核实了“{name}”（{platform}）的{kind}（{number}），"
        "储备库里的信息自发生之日起变更。核实情况：{reason}"
    ),
    "notice_major_change_judged_in_time": (
        "{authority}判断“{name}”的{kind}（{number}）报告及时。理由：{reason}"
    ),
    "notice_major_change_judged_not_in_time": (
        "{authority}判断“{name}”的{kind}（{number}）报告未及时。理由：{reason}"
    ),
    # The ledger.
    "story_major_change.report": "报告重大事项",
    "story_major_change.correct": "补正重大事项报告",
    "story_major_change.add_paper": "补充重大事项材料",
    "story_major_change.withdraw": "撤回重大事项报告",
    "story_major_change.return": "退回重大事项报告",
    "story_major_change.refuse": "重大事项不予变更",
    "story_major_change.verify": "核实重大事项",
    "story_major_change.judge": "判断重大事项报告是否及时",
    "story_platform.change": "随重大事项变更",
    "ledger_change": "重大事项报告",
    "ledger_event_on": "发生日期",
    "ledger_elapsed_days": "发生后天数",
    "ledger_prompted_by": "询问编号",
    "ledger_findings": "核实情况",
    "ledger_judgement": "判断",
    "ledger_host_name": "依托单位名称",
    "ledger_host_kind": "依托单位性质",
    "ledger_place": "所在地市",
    "ledger_address": "地址",
    "ledger_taxonomy_field": "领域",
    "ledger_direction": "重点方向",
    "ledger_credit_code": "统一社会信用代码",
}
