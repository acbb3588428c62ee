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
    "ledger_noun_appeal": "异议",
    "ledger_noun_application": "申报",
    "ledger_noun_adjustment": "名单调整",
    "ledger_noun_authority_settings": "本地区办理方式",
    "ledger_noun_backup": "备份",
    "ledger_noun_ban": "限制申报",
    "ledger_noun_ban_waiver": "限制申报的豁免",
    "ledger_noun_calendar": "放假通知",
    "ledger_noun_division_office": "市县初审单位",
    "ledger_noun_exit_proposal": "退出建议",
    "ledger_noun_grant": "授权",
    "ledger_noun_host": "依托单位",
    "ledger_noun_initial_load": "存量导入",
    "ledger_noun_ledger": "办理记录",
    "ledger_noun_late_filing": "补报",
    "ledger_noun_lockout": "登录锁定",
    "ledger_noun_major_change": "重大事项",
    "ledger_noun_password": "密码",
    "ledger_noun_platform": "储备库",
    "ledger_noun_quarterly_update": "动态更新",
    "ledger_noun_registration": "注册申请",
    "ledger_noun_removal_batch": "批量移出",
    "ledger_noun_removal_case": "移出案件",
    "ledger_noun_reporting": "填报情况",
    "ledger_noun_chase": "催报",
    "ledger_noun_second_factor": "两步登录",
    "ledger_noun_sessions": "退出登录",
    "ledger_noun_sign_ins": "登录记录",
    "ledger_noun_summary_sheet": "汇总表",
    "ledger_noun_transfer": "平台移交",
    "ledger_noun_token": "接口令牌",
    # Items of acts that no noun has a file of its own for.
    "ledger_platform": "平台",
    "ledger_platform_name": "平台名称",
    "ledger_application": "申报",
    "ledger_written": "由系统写成",
    "ledger_pages_checked": "核对的页数",
    "ledger_pages_checked_by": "核对人",
    "ledger_match": "扫描件二维码",
    "ledger_match_matches": "相符",
    "ledger_match_other_version": "是另一版",
    "ledger_match_other_record": "是另一份材料",
    "ledger_match_several_codes": "有几份不同的材料",
    "ledger_match_foreign_code": "不是本系统打印的",
    "ledger_match_no_code": "没有读到",
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
    "audit_flaw": "{subject}：{sentence}",
    "audit_progress": "[{done}/{total}] {subject}",
    "audit_broken": (
        "共核对 {chains} 条链、{entries} 条记录、{seals} 次封存，有 {broken} 条链或封存对不上。"
        "请停止改动、保全备份，由审计管理员逐条核查。"
    ),
    "audit_last_seal": (
        "最近一次封存：{day}，共 {chains} 条链、{entries} 条记录。\n"
        "摘要 {digest}\n请抄存在本系统之外，以后用 --noted 核对。"
    ),
    "audit_never_sealed": "还没有封存过。记录满一日后由定时任务封存，也可执行 reserve audit seal。",
    "audit_sealed": "已封存 {day}：{chains} 条链、{entries} 条记录，摘要 {digest}",
    "audit_nothing_to_seal": "没有需要封存的。最近一次封存：{day}，摘要 {digest}",
    # An export for who has nothing but its files.
    "audit_export_progress": "[{done}/{total}] 导出办理记录",
    "audit_exported": (
        "已导出到 {path}：{entries} 条记录、{seals} 次封存。\n"
        "清单摘要 {manifest}（已记入办理记录）\n"
        "请连同目录内全部文件交给审计人员，执行 python check.py 即可核对。"
    ),
    "ledger_export_exists": "{path} 已经存在，导出不覆盖任何文件。请换一个名称。",
    "ledger_export_unwritable": "写不进 {path}：{reason}。请核对目录、权限和剩余空间。",
    "ledger_export_too_large": (
        "所选范围超过 {most} 条记录，网页上导不出。"
        "请缩短日期范围，或请系统管理员执行 reserve audit export。"
    ),
    "ledger_export_day_wanted": "读到“{read}”。请写成年-月-日，如 2026-01-01。",
    "ledger_export_nothing_sealed": "还没有封存过，不能按日导出。请不填日期，导出全部。",
    "ledger_export_not_sealed": (
        "只能导出到已封存的日子，最近一次是 {last}，起始日也不能晚于截止日。"
        "截止日不填，即导出到此刻。"
    ),
    "ledger_manifest": "清单摘要",
    "ledger_filter_from": "自",
    "ledger_filter_to": "至",
    "ledger_export_readme": (
        "储备库办理记录（供外部审计）\n\n"
        "entries.jsonl   办理记录，每行一条，按对象和编号排列\n"
        "heads.jsonl     每日封存的链尾；day 为 open 的是导出时尚未封存的链尾\n"
        "seals.jsonl     每日封存\n"
        "manifest.json   清单：范围、条数、各文件的 SHA-256\n"
        "check.py        核对程序，只用 Python 3.10 以上自带的标准库，不联网\n\n"
        "核对：在本目录执行  python check.py\n"
        "曾另行抄存封存摘要的，写在后面：python check.py 摘要 …\n"
        "全部对得上时退出码为 0，否则为 1，并逐条指出对象、编号和问题。\n\n"
        "怎样核对：每条记录去掉 digest 和 hidden 后，按键排序、不留空格、UTF-8 写成 JSON，"
        "其 SHA-256 即 digest；\n"
        "previous_digest 是同一对象前一条的 digest，sequence 从 1 起连续。"
        "封存的 heads_digest 是当日各链尾\n"
        "（subject、since、sequence、digest 组成的 JSON 数组，每行一个）的 SHA-256，"
        "previous_digest 是前一日封存的 digest。\n\n"
        "不在其中的：依托单位填报的内容和含有个人号码的文字，以摘要代替（见 withheld）。"
        "摘要加了盐，不能据以猜出内容。\n"
        "标有 hidden 的是早期格式的记录，这些内容留空，其自身摘要不能据本文件重算，"
        "但仍核对前后相接和封存。\n"
    ),
    "chains_go_on": "记录较多，已核对到 {reached}；请继续，直到全部核对完。",
}
