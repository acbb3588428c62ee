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
    "equipment_too_many_rows": (
        "设备要素表有 {read} 行，最多 {wanted} 行。请把同型号的合并，小件按类合计。"
    ),
    "equipment_quantity_nought": "“{label}”读到 {read}，应不小于 1。",
    "equipment_year_ahead": "“{label}”读到 {read}，晚于今年（应 {wanted}）。",
}
