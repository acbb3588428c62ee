"""A person's own ways to be told outside this service."""

SENTENCES = {
    "contact_ways_about": (
        "发给本单位的消息都在“消息”页。填写后，同一条消息还会发到这里：只有一句话和链接，"
        "不含填报内容。邮箱和手机号加密保存，"
    ),
    "contact_ways_own": "只有您本人能看到。",
    "contact_ways_own_or_authority": (
        "只有您本人能看到；勾选同意的，主管部门在未提交名单中也能看到。"
    ),
    "contact_to_authority": "本单位有平台未提交动态更新时，主管部门可以看到我的邮箱和手机号",
    "contact_to_authority_help": (
        "用于窗口期联系您。不勾选的，主管部门在名单中只看到您的姓名。随时可以取消。"
    ),
    "contact_email_wrong": "请填写一个电子邮箱地址，如 li.si@example.gov.cn。",
    "contact_phone_wrong": "请填写 11 位手机号码。",
    "contact_ways_kept": "通知方式已保存。",
    "contact_channel_off": "未开通",
    "story_contact_ways.change": "更改通知方式",
    "ledger_noun_contact_ways": "通知方式",
    "ledger_channels": "通知渠道",
    "ledger_to_authority": "主管部门可见",
}
