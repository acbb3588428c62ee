"""What is said about applications 申报: findings at fields and rows, refusals, pages."""

SENTENCES = {
    # Questions still open.
    "application_missing": "“{label}”没有填写。",
    "application_answer_missing": "“{label}”没有选择。没有发生的也请明确选择。",
    "application_flag_missing": "“{label}”没有勾选。请核实后由本单位声明。",
    "application_days_missing": "“{asked}”选择了“有”，请在“{label}”中写明发生日期。",
    "application_details_missing": "“{asked}”选择了“有”，请在“{label}”中写明情况和处理结果。",
    "application_file_missing": (
        "“{label}”还没有上传。请在“证明材料”中上传，并选择它证明的条件（{clause}）。"
    ),
    "equipment_missing": (
        "设备要素表还没有一行。请列出中试设备和设施，用来支撑“{label}”（{clause}）。"
    ),
    "equipment_cell_missing": "“{label}”没有填写。",
    # Entries that cannot be read.
    "application_text_too_long": "“{label}”超过 {wanted} 字，请写要点，细节放进证明材料。",
    "application_flag_unclear": "“{label}”读到“{read}”，应为勾选或不勾选。",
    "application_year_unclear": "“{label}”读到“{read}”，不是年份。请填四位数字，例如 2025。",
    "application_day_unclear": "“{label}”读到“{read}”，不是日期。请写成 2025-03-01 的样子。",
    "application_choice_unknown": "“{label}”读到“{read}”，请从这些里选：{wanted}。",
    "application_pattern": "“{label}”读到“{read}”，格式不对。{how}",
    # Entries that do not fit each other, the day or the place.
    "application_days_without_yes": (
        "“{label}”中写了 {read}，但“{asked}”选择的是“无”。"
        "请核对：发生过就改选“有”，没有就清空日期。"
    ),
    "application_part_exceeds_whole": "“{label}”读到 {read}，多于“{whole}”（应 {wanted}）。",
    "application_parts_exceed_whole": (
        "“{label}”的各类人员合计 {read}，多于总数（一般应 {wanted}）。一人多岗的只计主要岗位。"
    ),
    "application_day_ahead": "“{label}”读到 {read}，晚于今天（应 {wanted}）。请核对日期。",
    "application_year_moved": (
        "“{label}”写的是 {read}，按现在提交应为 {wanted}。请改年份，并按 {wanted} 年重新填写收入。"
    ),
    "application_place_elsewhere": (
        "所在地市“{read}”不由{authority}报送。主管部门按平台所在地确定：地址写错的请改正；"
        "确在别处的，请撤回本申报，按实际所在地重新开始。"
    ),
    "application_term_unknown": (
        "“{label}”读到“{read}”，不在 {edition} 版名单中。公布的名单尚不完整，请核对；"
        "没有合适的选“其他”，并在方向说明里写明。"
    ),
    "application_direction_elsewhere": (
        "“{label}”读到“{read}”，按 {edition} 版属于“{wanted}”，与所选领域不同，请核对。"
    ),
    # The equipment table.
    "equipment_sum_below": (
        "设备要素表 {rows} 行合计 {read}，比填报的设备或设施原值 {wanted} 少 {difference} 万元"
        "（允许相差 {tolerance} 万元）。请补齐设备和设施，或改正填报的原值。"
    ),
    "equipment_sum_above": (
        "设备要素表 {rows} 行合计 {read}，比填报的设备或设施原值 {wanted} 多 {difference} 万元。"
        "请核对是否重复、是否把单价和合计弄混；确实无误可以定稿。"
    ),
    "equipment_rows_to_mend": "设备要素表有 {read} 行需要修改，请打开表格逐行改正。",
    "equipment_too_many_rows": (
        "设备要素表有 {read} 行，最多 {wanted} 行。请把同型号的合并，小件按类合计。"
    ),
    "equipment_no_rows": "表头下面没有读到设备，没有改动。请核对表头下面的各行。",
    "equipment_no_header": (
        "没有找到表头，没有读入，已有各行不变。请连同表头一起复制或上传，"
        "表头至少应有“名称”“数量”“原值”三列，列的先后不限。"
    ),
    "equipment_rows_there": "已有 {there} 行，读到 {count} 行，还没有改动。请确认是否替换。",
    "equipment_too_much_to_show": (
        "内容过多，不能先看再替换，没有改动。请先删减单元格里的文字，或分几次加在已有各行之后。"
    ),
    "equipment_column_unknown": "设备要素表没有“{read}”这一列，请对照接口文档核对列名。",
    "equipment_cell_too_long": "单元格内容超过 {most} 字，没有保存，请删减。",
    "equipment_text_too_long": "一次粘贴的内容过多，没有保存。请分几次粘贴，或改为上传文件。",
    "equipment_quantity_nought": "“{label}”读到 {read}，应不小于 1。",
    "equipment_year_ahead": "“{label}”读到 {read}，晚于今年（应 {wanted}）。",
    # Beginning one.
    "application_name_wanted": "请填写平台名称，200 字以内。",
    "application_place_wanted": "请填写平台所在的市（州、盟、地区），60 字以内，例如“杭州市”。",
    "application_authority_wanted": (
        "没有找到“{place}”属于哪个主管部门。请核对地名；地名无误的，请自己选择主管部门。"
    ),
    "application_authority_choose": "“{place}”可能由几个主管部门报送（{named}），请选择一个。",
    "application_authority_unknown": "没有这个主管部门，请从名单中选择。",
    "application_authority_not_of_place": (
        "“{place}”由{named}报送。主管部门按平台所在地确定，不按依托单位注册地。"
    ),
    "application_already_there": (
        "本单位已有“{name}”的申报（{number}），正在办理。请接着填写；不再需要的先撤回，再重新开始。"
    ),
    "application_already_in_library": (
        "“{name}”已在储备库中（{number}），不用再申报。数据有变化的，请在动态更新中填报。"
    ),
    "application_source_not_ended": (
        "这份申报还在办理，或已经入库，不能作为新申报的底稿。只能选本单位已撤回或未获推荐的申报。"
    ),
    # Saving, and why it is refused.
    "application_name_taken": "本单位另有一份申报用的是这个平台名称，没有保存。请核对名称。",
    "application_not_editable": "本申报现在的状态是“{state}”，不能修改。",
    "application_section_not_returned": (
        "本次只退回了“{sections}”，其余部分不能修改（{shut}），没有保存。"
    ),
    "application_moved": (
        "这份申报已由{name}在 {saved:%Y-%m-%d %H:%M} 保存过新的内容，没有覆盖。"
        "您填的内容仍保留在本页，请对照后再保存。"
    ),
    "application_field_unknown": "申报信息表中没有“{read}”这一项，请对照接口文档核对字段名。",
    "application_not_withdrawable": "本申报现在的状态是“{state}”，不能撤回。",
    # The ledger and the outbox.
    "story_application.begin": "开始填写申报",
    "story_application.withdraw": "撤回申报",
    "notice_application_withdrawn": "{host}撤回了“{name}”的申报（{number}）。",
    # Evidence.
    "evidence_too_many": (
        "证明材料最多 {most} 个文件，没有收下。请合并同一项条件的材料，或先删除不用的。"
    ),
    "evidence_taken": "已上传。系统只检查文件能否安全打开，是否有效由审核人员判断。",
    "evidence_removed": "已删除。",
    # Words of the pages.
    "application_saved": "已保存，尚未提交。可以关闭浏览器，下次从这里继续。",
    "application_withdrawn": (
        "申报 {number} 已撤回，填写的内容仍保留。需要时，可以用它的内容开始新的申报。"
    ),
    "application_copied": (
        "已带入申报 {source} 的内容、设备要素表和证明材料。近三年声明和最后的各项声明没有带入，"
        "须重新作出；年度不同的收入也没有带入。请逐项核对。"
    ),
    "application_blank": "（空）",
    "application_next_draft": "填写各部分，全部填好后核对",
    "application_next_frozen": "打印、盖章，上传扫描件后提交",
    "application_next_submitted": "等待主管部门审核",
    "application_next_in_review": "主管部门正在审核",
    "application_next_returned": "按退回的理由修改",
    "application_read_only": "本申报现在不能修改，下面是已填的内容。",
    "application_section_locked": "这一部分没有退回，不能修改，下面是已填的内容。",
    "asks_of_applicants": (
        "新一批平台的依托单位在这个窗口提交申报。填写、定稿、盖章任何一天都可以，不必等到窗口开放。"
    ),
    "applications_none": (
        "本单位还没有申报。现在就可以开始填写，边填边存；"
        "定稿、盖章之后，在上面的窗口内提交，由平台所在地的主管部门审核。"
    ),
    "equipment_table_title": "设备要素表",
    "equipment_row_said": "第 {row} 行：{said}",
    "equipment_taken": "读到 {count} 行，已保存。",
    "equipment_taken_without": "没有对应列、没有读入的有：{names}。",
    "equipment_taken_no_sums": "合计行 {count} 行没有读入。",
    "equipment_taken_bad": "其中 {count} 行需要修改，已在表中标出。",
    "equipment_file_wanted": "请选择设备要素表文件（xlsx、xls、ods 或 csv）。",
    # How the conditions read on pages.
    "condition_part_1": "战略定位",
    "condition_part_2": "基础能力",
    "condition_part_3": "技术优势",
    "condition_part_4": "服务成效",
    "condition_part_5": "运行机制",
    "condition_part_6": "未来潜力",
    "condition_nothing_read": "未填",
    "condition_stated": "已提供",
    "condition_none": "无",
    "condition_ticked": "已声明",
    "condition_nothing_happened": "无",
    "condition_wants_judged": "由审核人员依据材料评判",
    "condition_wants_provided": "应当具备",
    "condition_wants_nothing_since": "{first} 至 {last} 没有发生",
    "condition_day": "{year}年{month}月{day}日",
    "condition_or": " 或 ",
    "outcome_note_met": "达到所列数值或已具备",
    "outcome_note_not_met": "按所填内容没有达到",
    "outcome_note_not_stated": "还没有填，看不出是否达到",
    "outcome_note_needs_judgement": "由主管部门依据材料评判",
    "application_value_not_plain": "应为一个数字、一段文字，或由文字组成的列表。",
    # Trying the conditions without an application.
    "what_if_unknown": "没有“{read}”这一项，请对照接口文档核对。",
    "what_if_days_missing": "“{label}”选了“有”，请写明发生日期，才能看出是否在近三年之内。",
    "what_if_day_ahead": "“{label}”读到 {read}，晚于今天，请核对日期。",
    "what_if_off_by_ten_thousand": "“{label}”读到 {read}，数值特别大，请核对：单位是万元。",
}
