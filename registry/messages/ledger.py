"""What each act of the ledger is called, where its own noun does not say it."""

SENTENCES = {
    "story_account.create": "建立账号",
    "story_account.disable": "停用账号",
    "story_account.enable": "恢复账号",
    "story_calendar.import": "导入放假通知",
    "story_grant.change": "更改授权",
    "story_lockout.lift": "解除登录锁定",
    "story_password.change": "更换密码",
    "story_password.reset": "重置密码",
    "story_platform.remove": "移出储备库",
    "story_quarterly_update.correct": "更正季度更新",
    "story_quarterly_update.submit": "提交季度更新",
    "story_reporting.export": "导出填报情况",
    "story_sessions.revoke": "退出登录",
    "story_token.issue": "生成接口令牌",
    "story_token.revoke": "撤销接口令牌",
}
