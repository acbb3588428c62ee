"""What the service says about signing in with two steps."""

SENTENCES = {
    # The second step. One sentence for every cause, so that it does not tell which.
    "code_refused": (
        "验证码不正确，或者已经用过。请等身份验证器显示下一个六位数字后再试；手机不在身边时，可输入一个恢复码。"
    ),
    "half_sign_in_over": "输入密码后超过五分钟，或登录条件有变，请重新输入用户名和密码。",
    "second_factor_unreadable": (
        "系统暂时不能核对验证码。请用一个恢复码登录，或联系安全管理员重置两步登录；"
        "系统管理员请检查加密密钥是否与启用时一致。"
    ),
    "signed_in_by_recovery": (
        "您用恢复码登录，这个码已作废，还剩 {left} 个。手机丢失的，请现在更换身份验证器；"
        "不是您本人所为，请立即更换密码。"
    ),
    # Setting up.
    "second_factor_must": (
        "您的角色必须两步登录：除密码外，每次登录再输入手机上的验证码。设置只需一两分钟，完成后即可办理其他事项。"
    ),
    "second_factor_code_wrong": (
        "验证码不正确。请核对手机时间是否为自动设置，再输入身份验证器现在显示的六位数字。"
    ),
    "second_factor_not_pending": "二维码已超过三十分钟或已作废，请重新开始设置。",
    "second_factor_codes_once": (
        "恢复码只显示这一次。手机丢失或损坏时，每个恢复码可以代替验证码登录一次；"
        "请打印或抄下，与手机分开保管。"
    ),
    "second_factor_begun": "两步登录已启用，其他设备上的登录已全部退出。",
    "second_factor_renewed": "新的恢复码已生成，原来的全部作废。",
    "second_factor_given_up": "两步登录已停用，今后登录只凭密码。",
    "second_factor_obliged": ("您的角色必须使用两步登录，不能停用。换了手机请选“更换身份验证器”。"),
    "second_factor_few_left": "恢复码只剩 {left} 个，请及时更换一组新的。",
    "second_factor_wanted": (
        "令牌所有人的角色必须使用两步登录，但还没有设置。请本人先登录网页完成设置，令牌随后即可使用。"
    ),
    # Training.
    "second_factor_off": (
        "演练环境没有要求两步登录，方便试用；正式环境中部级账号和三类管理员必须使用。现在也可以自愿设置。"
    ),
    "second_factor_real_time": "演练时钟与真实时间不同：验证码按手机上的真实时间核对。",
    # Showing that one is there.
    "proof_wrong": "验证码或恢复码不正确，或者已经用过。请等下一个六位数字后再试。",
    "proof_locked": "连续输错次数过多，请在 {minutes} 分钟后再试。",
    "proof_missing": "请先输入验证码或密码，确认是您本人。",
    # Resets.
    "second_factor_reset_done": (
        "已重置：此人已有的登录和接口令牌都已失效，下次凭密码登录后重新设置两步登录。"
    ),
    "second_factor_reset_by_self": (
        "不能重置自己的两步登录，请由另一位安全管理员办理；也可用恢复码登录后自行更换。"
    ),
    "second_factor_reason_missing": (
        "请写明怎样核实了本人身份（最多 200 字），例如“当面核对工作证”。"
    ),
    "accounts_factor_reset": (
        "已重置账号 {username} 的两步登录，已有的登录和接口令牌都已失效；下次登录须重新设置。"
    ),
    "accounts_no_factor": "账号 {read} 没有启用两步登录，无须重置。",
    "accounts_sealed": "已用最新的密钥重新加密 {count} 处密文，旧密钥可以移除。",
    # Results, as the sign-in log shows them.
    "sign_in_waits_for_code": "密码正确，等待验证码",
    "sign_in_wrong_code": "验证码不正确",
    "sign_in_signed_in_by_recovery": "用恢复码登录成功",
    "sign_in_proof_refused": "再次确认身份未通过",
    # Acts of the ledger.
    "story_second_factor.enrol": "启用两步登录",
    "story_second_factor.renew": "更换恢复码",
    "story_second_factor.give_up": "停用两步登录",
    "story_second_factor.reset": "重置两步登录",
    "story_second_factor.seal": "更换加密密钥",
    "ledger_second_factor_at": "两步登录启用于",
    # States.
    "state_factor_on": "已启用",
    "state_factor_off": "未启用",
    "state_factor_missing": "须启用",
}
