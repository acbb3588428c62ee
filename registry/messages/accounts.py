"""What the service says about accounts, passwords, grants, sessions and sign-ins."""

SENTENCES = {
    # Signing in. One sentence for every cause, so that it does not tell which.
    "sign_in_refused": (
        "用户名或密码不正确，或者账号尚未授权、已停用。请核对后重试；忘记密码的，"
        "按本页下方的说明办理。"
    ),
    "sign_in_locked": (
        "连续登录失败次数过多，请在 {minutes} 分钟后再试。急需办理的，请联系安全管理员解除锁定。"
    ),
    # Passwords.
    "password_too_short": "密码至少 {shortest} 个字符。可以用几个不相关的词连起来，好记又安全。",
    "password_too_long": "密码最多 {longest} 个字符。",
    "password_common": "这个密码太常见，容易被猜中，请换一个。",
    "password_weak": "这个密码容易被猜中，请加长，或换用几个不相关的词；不要用姓名、用户名或年份。",
    "password_wrong": "当前密码不正确，请重新输入。",
    "password_repeat_differs": "两次输入的新密码不一致，请重新输入。",
    "password_same": "新密码与当前密码相同，请换一个。",
    "password_changed": "密码已更换，其他设备上的登录已全部退出。",
    "password_must_change": "您用的是初始密码，请先换成自己的密码，再办理其他事项。",
    # Accounts.
    "account_username_unreadable": (
        "用户名应为 3 至 64 个字符，只用英文字母、数字和 . _ - @，以字母或数字开头。"
    ),
    "account_username_taken": "用户名 {username} 已有人使用，请换一个。",
    "account_name_missing": "请填写姓名（最多 80 个字）。",
    "account_changed_by_self": "不能停用或重置自己的账号，也不能给自己授权，请由另一位管理员办理。",
    "password_reset_without_factor": (
        "这个账号须启用两步登录而尚未启用，谁先登录谁就能替本人启用，所以不能直接重置密码。"
        "请安全管理员先收回授权；重置后由本人登录并更换密码，安全管理员当面核实本人，再重新授权。"
    ),
    "account_created": "账号已建立。授权由安全管理员办理，授权之前不能登录。",
    "account_disabled": "账号已停用：不能再登录，已有的登录和接口令牌都已失效。",
    "account_enabled": "账号已恢复使用。原来的接口令牌不会恢复。",
    "account_first_password": "初始密码只显示这一次，请当面交给本人；首次登录须更换。",
    # Grants.
    "grant_role_unknown": "没有这种角色，请从列表中选择。",
    "grant_host_wanted": "平台填报员须指定依托单位，请填写单位的统一社会信用代码。",
    "grant_host_unknown": (
        "没有找到这个依托单位，请核对统一社会信用代码；尚未在册的单位，请由主管部门发放激活码。"
    ),
    "grant_authority_wanted": "省级角色须指定主管部门，请选定其中一个。",
    "grant_authority_unknown": (
        "没有代码为 {authority} 的主管部门，请核对六位代码，如广东省为 440000。"
    ),
    "grant_division_wanted": "市县初审员须指定初审单位，请填写它的 6 位行政区划代码。",
    "grant_division_unknown": (
        "该主管部门没有设置这个行政区划代码的初审单位。请核对代码，"
        "或请省级负责人先在“市县初审”中设置。"
    ),
    "grant_place_unwanted": "这个角色不代表具体单位，请把依托单位和主管部门留空。",
    "grant_unchanged": "没有改动。请选择要授予的角色。",
    "grant_taken_away": "授权已收回：此人已有的登录和接口令牌都已失效，须重新授权才能登录。",
    "grant_changed": "授权已更改：此人已有的登录和接口令牌都已失效，须重新登录。",
    "grant_none": "尚未授权",
    # Sessions and lock-outs.
    "sessions_revoked": "已退出所选的登录。",
    "lockout_lifted": "已解除锁定，可以立即重试。",
    "lockout_gone": "这条锁定已经不在了，无须解除。",
    # Results of a sign-in, as the log shows them.
    "sign_in_signed_in": "登录成功",
    "sign_in_signed_out": "退出登录",
    "sign_in_wrong_password": "密码不正确",
    "sign_in_unknown_account": "没有此账号",
    "sign_in_disabled": "账号已停用",
    "sign_in_no_role": "账号尚未授权",
    "sign_in_locked_out": "等待期内被拒绝",
}
