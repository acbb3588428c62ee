"""What is said of a platform's transfer 移交 from one authority to another."""

SENTENCES = {
    "transfer_under_way": "这个平台已有一次移交正在等待对方接收，请先撤回那一次，或等对方答复。",
    "transfer_settled": "这次移交已经接收、退回或撤回，不能再办理。",
    "transfer_not_yet": "这次移交自{day}起生效，当日起可以接收。",
    "transfer_not_in_library": "只有在库的平台可以移交，这个平台已移出储备库或已移交。",
    "transfer_receiving_wanted": "请选择接收的主管部门，不能是本部门。",
    "transfer_day_wanted": (
        "请填写生效日期，在{first}至{last}之间；此前的填报和记录仍归原主管部门。"
    ),
    "transfer_reason_wanted": "请写明原因，双方和办理记录都会看到。",
    "transfer_ended_hold": "随平台移交",
    "transfer_proposed_now": "已提出移交，等待对方接收。",
    "transfer_received_now": "已接收，平台自生效日期起归本部门管理。",
    "transfer_handed_back_now": "已退回，平台仍归原主管部门。",
    "transfer_withdrawn_now": "已撤回移交。",
    "notice_transfer_proposed": (
        "{giving}拟将平台 {name}（{platform}）移交{receiving}，{day}起生效，移交编号 {number}。"
        "原因：{reason}"
    ),
    "notice_transfer_received": (
        "{receiving}接收了平台 {name}（{platform}），{day}起由{receiving}管理，移交编号 {number}。"
    ),
    "notice_transfer_handed_back": (
        "{receiving}退回了平台 {name}（{platform}）的移交（{number}），平台仍归{giving}。原因："
        "{reason}"
    ),
    "notice_transfer_withdrawn": (
        "{giving}撤回了平台 {name}（{platform}）的移交（{number}）。原因：{reason}"
    ),
    "story_transfer.propose": "提出平台移交",
    "story_transfer.receive": "接收平台移交",
    "story_transfer.hand_back": "退回平台移交",
    "story_transfer.withdraw": "撤回平台移交",
    "story_platform.transfer": "移交主管部门",
    "story_application.transfer": "申报随平台移交",
    "told_platform.transfer": "由{giving}移交{receiving}",
    "ledger_giving": "移交方",
    "ledger_receiving": "接收方",
    "ledger_effective_on": "生效日期",
    "ledger_transfer": "移交",
    "ledger_moved_applications": "一并移交的申报",
}
