"""What each role is called."""

SENTENCES = {
    "role_host_operator": "平台填报员",
    "role_division_reviewer": "市县初审员",
    "role_provincial_reviewer": "省级审核员",
    "role_provincial_lead": "省级负责人",
    "role_ministry_staff": "部级经办员",
    "role_ministry_lead": "部级负责人",
    "role_system_administrator": "系统管理员",
    "role_security_administrator": "安全管理员",
    "role_audit_administrator": "审计管理员",
    "role_console": "命令行",
}
