"""What is sent outward, what keeps it from arriving, and the operator's page of it."""

SENTENCES = {
    "channel_email": "邮件",
    "channel_sms": "短信",
    "channel_webhook": "消息推送",
    # What is sent.
    "outward_subject": "【国家储备中试平台管理服务】您有一条新消息",
    "outward_subject_training": "【演练】【国家储备中试平台管理服务】您有一条新消息",
    "outward_training": "【演练】{text}",
    "outward_letter": (
        "{text}\n\n{link}\n\n本邮件由系统自动发出，请勿回复。"
        "不再需要时，请登录后在“我的账号”的“通知方式”中关闭。"
    ),
    "outward_without_link": "请登录服务，在“消息”中查看。",
    "outward_without_words": "您有一条新消息。",
    "outward_withheld": "（登录后查看）",
    # Why an attempt came to nothing.
    "delivery_too_late": "等候超过 3 天，渠道已关闭、推送已暂停或投递中断",
    "mail_away": "邮件服务器连不上或中断了连接",
    "mail_refuses_us": "邮件服务器不接受本服务：用户名、密码、发件人地址或加密方式不对",
    "mail_refused": "邮件服务器拒收这封邮件，收件地址可能有误",
    "mail_address": "收件地址写法不对",
    "sms_refused": "短信网关答复没有受理",
    "outgoing_unreadable": "地址写法不对",
    "outgoing_not_https": "地址不是 https",
    "outgoing_credentials": "地址里不能带用户名和密码",
    "outgoing_port": "地址的端口不在允许的范围内",
    "outgoing_forbidden": "地址指向本机、内网或保留网段，不允许连接",
    "outgoing_redirected": "对方要求转到别的地址，没有跟随",
    "outgoing_answered": "对方答复出错",
    "outgoing_slow": "对方答复太慢，已中断",
    "outgoing_certificate": "对方的证书不可信",
    "outgoing_silent": "连不上对方",
    # The operator's page and command.
    "deliveries_none": (
        "没有未送达的通知。投递失败的会先自动重试 3 天，仍不成功的列在这里，可以重新投递。"
    ),
    "delivery_resent": "已重新投递，一分钟内再次尝试。",
    "deliveries_resent": "已重新投递 {count} 件，将陆续尝试。",
    "deliveries_line": "{id}  {channel}  {name}  尝试 {attempts} 次  {reason}",
    "deliveries_queue": "{channel}：等候 {waiting} 件，未送达 {dead} 件",
    "delivery_reason_status": "{reason}（状态码 {status}）",
    "doctor_deliveries_dead": (
        "有通知没能送达：{names}。请在“通知投递”页面查看原因，排除后重新投递。"
    ),
    "doctor_deliveries_waiting": (
        "有通知等候投递超过 {hours} 小时：{names}。请检查定时工作、邮件服务器和短信网关。"
    ),
    "doctor_sms_address": "RESERVE_SMS_URL 不能用：{reason}。",
    "doctor_check_deliveries": "通知投递",
    "doctor_check_sms": "短信网关",
    "story_delivery.resend": "重新投递一件未送达的通知",
    "story_delivery.resend_all": "重新投递某渠道全部未送达的通知",
    "ledger_noun_delivery": "通知投递",
    "ledger_delivery_channel": "渠道",
    "ledger_subject_delivery": "通知投递 {named}",
    "ledger_subject_channel": "通知渠道 {named}",
}
