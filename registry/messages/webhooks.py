"""Webhooks: the page, what is refused, and the kinds of messages by name."""

SENTENCES = {
    "webhooks_about": (
        "本单位收到的消息可以同时推送给本单位自己的系统：每条一次 POST，一句话和链接，带签名。"
        "对方答复 2xx 即为送达；不成功的自动重试 3 天，仍不成功的列为未送达，可以重新推送。"
        "暂停期间的消息不推送。"
    ),
    "webhooks_none": "还没有推送地址。本单位的系统需要及时知道办理进展时，在下面登记它的地址。",
    "webhooks_too_many": "每个单位最多登记 {most} 个地址，请先移除不用的。",
    "webhooks_too_often": "本单位今天已登记 {most} 次，请明天再登记。",
    "webhook_label_missing": "请写明推送给哪个系统，不超过 80 个字。",
    "webhook_kinds_missing": "请至少选择一种消息。",
    "webhook_kind_unknown": "没有“{kind}”这种消息。",
    "notice_webhook_registered": (
        "{person}登记了消息推送地址“{label}”（{address}）。不认识这个地址的，请立即移除。"
    ),
    "notice_webhook_maker_left": (
        "登记消息推送地址“{label}”（{address}）的{person}，账号已停用或不再为本单位办理，推送仍在继续。"
        "不再需要的请移除，需要的请更换密钥。"
    ),
    "webhook_kind_webhook": "消息推送",
    "webhook_secret_lost": "签名密钥打不开，请更换密钥",
    "webhook_secret_shown": (
        "密钥只显示这一次，请立即保存到接收消息的系统。遗失后只能更换，不能找回。"
    ),
    "webhook_signature_about": (
        "核对签名：请求头 Reserve-Signature 应等于 v1= 加上 HMAC-SHA256 的十六进制值，"
        "以密钥对“Reserve-Timestamp 的值 + 英文句点 + 请求正文”计算；"
        "时间戳相差 5 分钟以上的不要接受。"
        "同一件可能送来两次，Reserve-Delivery 相同。"
    ),
    "webhook_owner_ministry": "工业和信息化部",
    "webhook_renewing": "原密钥立即不再使用，接收消息的系统须同时改用新密钥。",
    "webhook_removing": "不再向这个地址推送，等候推送的消息也不再推送；密钥一并删除，不能恢复。",
    "webhook_paused": "已暂停推送。",
    "webhook_active": "已恢复推送，一分钟内继续。",
    "webhook_removed": "已移除这个地址。",
    "webhook_resent": "已重新推送，一分钟内再次尝试。",
    "webhook_no_deliveries": "还没有推送过。有新的消息时，会在一分钟内推送到这个地址。",
    "state_webhook_active": "推送中",
    "state_webhook_paused": "已暂停",
    "state_webhook_failing": "连续失败",
    "story_webhook.register": "登记消息推送地址",
    "story_webhook.active": "恢复消息推送",
    "story_webhook.paused": "暂停消息推送",
    "story_webhook.renew_secret": "更换消息推送的密钥",
    "story_webhook.remove": "移除消息推送地址",
    "ledger_noun_webhook": "消息推送",
    "ledger_subject_webhook": "消息推送 {named}",
    "ledger_webhook_label": "系统",
    "ledger_webhook_address": "地址",
    "ledger_webhook_kinds": "消息种类",
    "webhook_kind_platform": "平台",
    "webhook_kind_application": "申报",
    "webhook_kind_quarterly_update": "动态更新",
    "webhook_kind_major_change": "重大事项",
    "webhook_kind_incident": "事故和违规",
    "webhook_kind_exit_proposal": "退出建议",
    "webhook_kind_removal_case": "移出案件",
    "webhook_kind_appeal": "异议",
    "webhook_kind_unreported_change": "疑似未报告变更",
    "webhook_kind_unreported_changes": "疑似未报告变更（汇总）",
    "webhook_kind_late_filing": "补报",
    "webhook_kind_summary_sheet": "汇总表",
    "webhook_kind_transfer": "平台移交",
    "webhook_kind_adjustment": "名单调整",
    "webhook_kind_initial_load": "存量导入",
    "webhook_kind_register_extract": "工商登记信息",
    "webhook_kind_host": "单位账号",
    "webhook_kind_authority": "本地区办理方式",
    "webhook_kind_quarter": "填报窗口提醒",
    "webhook_kind_quarter_missing": "未报清单",
    "webhook_kind_condition_finding": "入库条件线索",
    "webhook_kind_update_return": "退回补正",
    "webhook_kind_support_request": "支持诉求",
    "webhook_kind_calendar": "放假安排",
}
