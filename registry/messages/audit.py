"""What the service says about the two logs: sign-ins, and the ledger's acts."""

SENTENCES = {
    "sign_ins_export_title": "登录记录",
    "ledger_export_title": "办理记录",
    "story_sign_ins.export": "导出登录记录",
    "story_ledger.export": "导出办理记录",
    "story_ledger.verify": "核对记录链",
    "ledger_chains": "记录链数",
    "ledger_entries": "记录数",
    "ledger_broken": "对不上的链和封存数",
    "ledger_reached": "核对到",
    "ledger_filter": "筛选",
    # What acts are about, as the filter of the ledger's page says it.
    "ledger_noun_account": "账号",
    "ledger_noun_activation": "激活码",
    "ledger_noun_application": "申报",
    "ledger_noun_adjustment": "名单调整",
    "ledger_noun_authority_settings": "本地区办理方式",
    "ledger_noun_backup": "备份",
    "ledger_noun_ban": "限制申报",
    "ledger_noun_calendar": "放假通知",
    "ledger_noun_division_office": "市县初审单位",
    "ledger_noun_exit_proposal": "退出建议",
    "ledger_noun_grant": "授权",
    "ledger_noun_host": "依托单位",
    "ledger_noun_initial_load": "存量导入",
    "ledger_noun_ledger": "办理记录",
    "ledger_noun_lockout": "登录锁定",
    "ledger_noun_major_change": "重大事项",
    "ledger_noun_password": "密码",
    "ledger_noun_platform": "储备库",
    "ledger_noun_quarterly_update": "动态更新",
    "ledger_noun_registration": "注册申请",
    "ledger_noun_reporting": "填报情况",
    "ledger_noun_second_factor": "两步登录",
    "ledger_noun_sessions": "退出登录",
    "ledger_noun_sign_ins": "登录记录",
    "ledger_noun_summary_sheet": "汇总表",
    "ledger_noun_transfer": "平台移交",
    "ledger_noun_token": "接口令牌",
    # What a check of the chains found; what is wrong with each stands in registry.chains.
    "ledger_seals": "封存数",
    "ledger_subject_seal": "封存 {named}",
    "ledger_last_seal": (
        "最近一次封存：{day}，共 {entries} 条记录。"
        "请把摘要抄存在本系统之外，日后可据此证明记录没有被整体改写："
    ),
    "chain_broken": "此对象的记录与摘要或封存不符，可能被改动或删除。请立即核查，并保全备份：",
    "chains_hold": (
        "共核对 {chains} 条链、{entries} 条记录、{seals} 次封存，前后摘要和封存都对得上。"
    ),
    "chains_broken": (
        "有 {broken} 条链或封存对不上：记录可能被改动、删除或插入。"
        "请立即停止相关操作、保全备份，并逐条核查下列对象。"
    ),
    "chains_go_on": "记录较多，已核对到 {reached}；请继续，直到全部核对完。",
}
