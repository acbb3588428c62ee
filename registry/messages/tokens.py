"""What the service says about API tokens."""

SENTENCES = {
    "token_label_missing": "请填写用途（最多 80 个字），例如“台账系统每日同步”。",
    "token_days_unreadable": "有效期应为 1 至 {longest} 之间的整数（天）。",
    "token_scopes_missing": "没有选择权限。请至少选择一项；只选用得到的，令牌泄露时损失最小。",
    "token_scope_unknown": (
        "您的角色没有权限 {scope}，或者它不能授予令牌，令牌没有生成。请只从列出的权限中选择。"
    ),
    "token_too_many": "有效的令牌最多 {most} 个，请先撤销不用的。",
    "token_issued": "令牌已生成，只显示这一次，请立即保存到安全的地方；遗失后只能撤销重发。",
    "token_reason_missing": "请写明撤销的原因（最多 200 字），例如“令牌在公开仓库中泄露”。",
    "token_withdrawn": "令牌已撤销，立即失效；所有人在自己的令牌页可以看到。",
    "story_token.withdraw": "撤销他人的接口令牌",
    "token_revoked": "令牌已撤销，立即失效。",
}
