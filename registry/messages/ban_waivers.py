"""What is said about waivers of a ban 豁免."""

SENTENCES = {
    "waiver_no_such_ban": (
        "没有找到依据这个决定、因这个平台而对该单位正在执行的限制申报。"
        "请先查询该单位，从查询结果里提出豁免。"
    ),
    "waiver_day_wanted": "请选择日期。",
    "waiver_from_in_the_past": "豁免不补办以前的日子：第一天不能早于今天。",
    "waiver_until_before_from": "最后一天早于第一天，请核对。",
    "waiver_outside_ban": "豁免只能在限制申报期之内：最后一天不晚于 {last}。",
    "waiver_reason_wanted": "请写明豁免的理由，由另一位负责人批准时据此判断，并写入办理记录。",
    "waiver_withdrawal_reason_wanted": "请写明撤销的原因，会告知该单位并写入办理记录。",
    "waiver_already_prepared": (
        "{host_name}就决定“{decision}”已有一份待批准的豁免，没有重复提出。请先批准或撤销那一份。"
    ),
    "waiver_settled": "豁免 {number} 的状态是“{state}”，不能再这样办理。请刷新查看最新状态。",
    "waiver_lapsed": "豁免 {number} 的最后一天 {until} 已过，不能再批准。需要的请另行提出。",
    "waiver_own": "这份豁免由您提出，须由另一位负责人批准。",
    "waiver_prepared_now": "豁免已提出，待另一位负责人批准；批准之前限制申报照旧。",
    "waiver_approved_now": "豁免已批准，已告知该单位。",
    "waiver_withdrawn_now": "豁免已撤销；已经提交的申报不受影响。",
    "waivers_none": "没有豁免。需要提出的，请先查询单位，从正在执行的限制申报里提出。",
    "waiver_says": (
        "豁免期间（含首尾两天），该单位可以申报其他平台；被移出的平台、它改用的名称、"
        "以及它由来或变成的平台仍然不能申报。提交和受理都须在豁免期间。"
    ),
    "waiver_in_force": (
        "豁免 {number}：{first}至{last}（含当日）可以申报其他平台；"
        "“{platform}”和它变成的平台仍然不能申报。"
    ),
    "waiver_for_others": (
        "现在处在豁免 {number} 的期间（至 {last}，含当日）："
        "可以申报其他平台，不能再申报被移出的平台。"
    ),
    "state_waiver_prepared": "待批准",
    "state_waiver_approved": "已批准",
    "state_waiver_withdrawn": "已撤销",
    # The line of home.
    "task_approve_ban_waivers": "批准限制申报的豁免：{count} 份",
    "task_note_ban_waivers": "由他人提出；批准之前限制申报照旧",
    # Messages.
    "notice_waiver_prepare": (
        "有一份限制申报的豁免待批准（{number}）：{host_name}，决定“{decision}”，{first} 至 {last}。"
    ),
    "notice_waiver_approve": (
        "工业和信息化部批准了{host_name}的限制申报豁免（{number}）：{first} 至 {last}（含当日）"
        "可以申报其他平台，不能再申报“{platform}”。"
    ),
    "notice_waiver_withdraw": (
        "{host_name}的限制申报豁免（{number}）已撤销，原因：{reason}。"
        "决定“{decision}”的限制申报照旧；已经提交的申报不受影响。"
    ),
    # The story of a platform.
    "story_ban_waiver.prepare": "提出限制申报的豁免",
    "story_ban_waiver.approve": "批准限制申报的豁免",
    "story_ban_waiver.withdraw": "撤销限制申报的豁免",
    "ledger_waiver": "豁免",
}
