"""What the service says about activation codes, hand-over, recovery and who must stay."""

SENTENCES = {
    # Nobody can be the last and leave.
    "seat_last_of_host": (
        "这是贵单位唯一可用的账号，停用后将无人填报。请先发放交接码，等接任人启用账号后再停用。"
    ),
    "seat_last_in_office": (
        "这是最后一个可用的{role}账号，不能停用或收回角色。请先给接任人建立账号并授予同样的角色。"
    ),
    "seat_reason_wanted": (
        "这是该依托单位唯一可用的账号，停用后该单位无人填报。确须停用的，请写明原因；"
        "之后由其主管部门发放找回码。"
    ),
    "error_seat_last_of_host_title": "最后一个账号不能停用",
    "error_seat_last_of_host_next": "请到“本单位账号”向接任人发放交接码。您的账号没有变化。",
    "error_seat_last_in_office_title": "最后一个账号不能停用",
    "error_seat_last_in_office_next": "请先安排好接任人，再回来办理。账号没有变化。",
    # Forms in which somebody sets a password.
    "password_repeat_wrong": "两次输入的密码不一致，请重新输入。",
    "kept_but_password": "其他内容都保留着；密码请重新输入。",
    # Using a code. One sentence for every cause, so that it does not tell which.
    "activation_refused": (
        "信用代码与激活码对不上，或者激活码已经用过、过期或作废。"
        "请对照激活码通知单核对；仍不行的，请发码的主管部门或同事重新发放。"
    ),
    "activation_locked": "输错次数过多，请在 {minutes} 分钟后再试。激活码在此期间仍然有效。",
    "activation_code_unreadable": (
        "激活码是 16 位字母和数字，分四组书写；不分大小写，没有数字 0、1 和字母 I、L、O、U。"
    ),
    "credit_code_unreadable": (
        "请填写 18 位统一社会信用代码，对照营业执照或法人证书核对；最后一位是校验码。"
    ),
    "activation_done": "账号已启用，请用刚才设定的用户名和密码登录。",
    "sign_in_activation_refused": "激活码不正确",
    "sign_in_activation_locked": "输错激活码后等待期内被拒绝",
    # Issuing.
    "activation_authority_wanted": "请先选择主管部门，再为它的依托单位发码。",
    "activation_nobody_chosen": "没有选中任何单位。请在名单里勾选要发码的单位，至少一家。",
    "activation_codes_wanted": "请填写统一社会信用代码，每行一家。",
    "activation_too_many": "一次最多为 {most} 家单位发码，这里有 {count} 家，请分几次办理。",
    "activation_line_unreadable": (
        "第 {line} 行：“{read}”不是有效的统一社会信用代码（18 位），请对照证书逐位核对。"
    ),
    "activation_line_foreign": (
        "第 {line} 行：{read} 没有找到，或者不在您的管理范围内；请核对代码和主管部门。"
    ),
    "activation_line_name_wanted": "第 {line} 行：{read} 尚未在册，请在代码后空一格写上单位全称。",
    "activation_line_has_account": (
        "第 {line} 行：{name}已有可用账号，不能再发激活码。换人请由该单位自行交接；"
        "账号遗失的，请发放找回码。"
    ),
    "activation_line_repeated": "第 {line} 行：{read} 前面已经写过，请删去这一行。",
    "activation_lines_wrong": "有 {count} 行需要修改",
    "activation_lines_more": "另有 {count} 行也需要修改，改好以上各行再提交时列出。",
    "activation_withdrawn": "激活码已作废，不能再用来启用账号。",
    "activation_not_open": "这个激活码已经用过、过期或作废，无须再办理。",
    # Recovery.
    "recovery_host_unknown": "没有找到这个依托单位，或者它不在您的管理范围内。请核对代码。",
    "recovery_no_account": "该单位没有可用账号，不需要找回码，请直接发放激活码。",
    "recovery_reason_wanted": "请写明账号怎样遗失（最多 200 字），例如“原经办人离职，无法联系”。",
    "recovery_proof_wanted": "请写明凭什么核实了申请人（最多 100 字），例如单位公函的文号。",
    "recovery_ends_wanted": "请勾选找回后要停用的账号，至少一个。",
    # Hand-over and leaving.
    "handover_leaving_wanted": "请选择接任人启用后您的账号怎么办：停用，或者两个账号都保留。",
    "handover_left": "您的账号已停用，感谢您一直以来的工作。",
    "handover_leave_confirm": "请先勾选确认，再停用账号。",
    # Reasons that the ledger keeps for accounts that ended.
    "account_end_leaving": "本人停用",
    "account_end_handover": "交接后停用",
    "account_end_recovery": "账号遗失，找回后停用",
    # What a code is called.
    "activation_kind_first": "激活码",
    "activation_kind_handover": "交接码",
    "activation_kind_recovery": "找回码",
    # Messages.
    "notice_activation_issued": "{office}为{host}发放了{kind}，{until} 前有效。",
    "notice_recovery_issued": (
        "{office}为{host}发放了找回码（证明：{proof}），{until} 前有效；"
        "使用后将停用 {count} 个账号。如非贵单位申请，请立即联系主管部门。"
    ),
    "notice_activation_used": "{host}用{kind}启用了账号：{name}。",
}
