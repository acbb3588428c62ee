"""What the service says about registrations: to the applicant, and to who decides."""

SENTENCES = {
    "registration_received": "注册申请已收到，等待{authority}确认。确认之前账号不能登录。",
    "registration_host_name_missing": "请填写单位全称（最多 200 字），与营业执照或法人证书一致。",
    "registration_authority_wanted": "请选择平台所在地的主管部门，不按单位注册地选。",
    "registration_contact_unreadable": (
        "请填写工作电话（如 0571-88880000）或工作邮箱，供主管部门核实身份时联系。"
    ),
    "registration_too_often": (
        "这个网络地址提交的注册申请较多，请在 {minutes} 分钟后再试，或请主管部门直接发放激活码。"
    ),
    "registration_too_many": (
        "近期已有多份申请填写了这个信用代码，暂不再接受。请与所在地主管部门联系，可直接发放激活码。"
    ),
    "registration_unknown": (
        "没有找到这个受理号，或者已超过保存期限。请核对注册后显示的受理号（16 位，分四组）。"
    ),
    "registration_settled": "这份申请已经办理过或已过期，不需要再办。",
    "registration_elsewhere": (
        "这个信用代码的平台不由本地区主管，不能在这里确认。"
        "请退回，并请申请人核对代码，或改选平台所在地的主管部门。"
    ),
    "registration_name_taken": "这份申请的用户名已被占用，请退回并请申请人重新注册。",
    "registration_reason_wanted": "请写明退回原因（最多 200 字），申请人凭受理号可以看到。",
    "registration_contact_sealed": "（加密密钥已更换，无法显示，请通过单位的公开电话核实）",
    "registration_confirmed": "已确认，{name}可以用用户名 {username} 登录。请通知申请人。",
    "registration_declined": "已退回，申请人凭受理号可以看到原因；其联系方式已删除。",
    # Where it stands, to the applicant.
    "registration_state_waiting": (
        "等待{authority}确认。主管部门会核对单位信息，可能按您留的联系方式核实。"
        "{until} 前未办理的，申请自动失效，联系方式随即删除。"
    ),
    "registration_state_confirmed": (
        "{authority}已确认。请用用户名 {username} 和注册时设定的密码登录。"
    ),
    "registration_state_declined": "{authority}没有确认：{reason}。改正后可以重新注册。",
    "registration_state_lapsed": (
        "申请在 30 天内未办理，已自动失效。请与{authority}联系，或重新注册。"
    ),
    # Messages.
    "notice_registration_confirmed": "{office}确认了{name}为{host}注册的账号 {username}。",
}
