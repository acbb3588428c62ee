"""What stands on the task list: each line one verb; and what happens next where it is empty."""

SENTENCES = {
    # A host's lines.
    "task_begin_update": "填报{name}{period}动态更新",
    "task_continue_update": "继续填报{name}{period}动态更新",
    "task_submitted_update": "{name}{period}动态更新",
    "task_filed_on_behalf": "{name}{period}动态更新：由{authority}代填",
    "task_missed_update": "补报{name}{period}动态更新：请与省级主管部门联系",
    "task_not_owed_update": "{name}{period}动态更新",
    "task_note_saved": "草稿已保存 {saved}，提交后才算填报",
    "task_note_ahead": "草稿已保存 {saved}，{opens}起可以提交",
    "task_note_receipt": "回执 {receipt}，{sent} 收到",
    "task_note_correct_on_behalf": (
        "回执 {receipt}，{sent} 收到。请核对；有出入的，可在窗口关闭前自行更正"
    ),
    "task_note_overtaken": "草稿保存于 {saved}；主管部门已代填，需要更正的请在窗口关闭前提交",
    "task_note_missed": "窗口已过，未收到提交",
    "task_note_not_owed": "窗口内入库，从下一季度起填报",
    # A province's lines.
    "task_application_draft": "继续填写“{name}”的申报",
    "task_application_returned": "修改“{name}”的申报：退回 {count} 个部分",
    "task_application_frozen": "盖章并提交“{name}”的申报",
    "task_application_submitted": "“{name}”的申报等待审核",
    "task_application_in_review": "“{name}”的申报正在审核",
    "task_application_recommended": "“{name}”的申报等待入库",
    "task_application_refused": "“{name}”的申报没有获得推荐",
    "task_application_admitted": "“{name}”的申报已入库",
    "task_claim_applications": "认领待审核的申报：{count} 份",
    "task_finish_reviews": "完成我认领的审核：{count} 份",
    "task_note_reviews": "最早的已等待 {age} 个工作日",
    "task_receive_transfers": "接收或退回平台移交：{count} 个",
    "task_upload_sheet": "上传{period}汇总表",
    "task_mend_sheet": "修改汇总表 {sheet} 后重新上传",
    "task_accept_sheet": "受理汇总表 {sheet}",
    "task_attach_scan": "上传汇总表 {sheet} 的盖章扫描件",
    "task_withdraw_sheet": "撤回汇总表 {sheet}：没有盖章扫描件",
    "task_await_acceptance": "汇总表 {sheet} 等待负责人受理",
    "task_admitting_sheet": "汇总表 {sheet} 正在入库",
    "task_admitted_sheet": "汇总表 {sheet}",
    "task_note_none_new": "没有新增平台的，不需要上传",
    "task_note_mend": "{filename}：有 {rows} 处须修改",
    "task_note_no_rows": "{filename}：没有读到平台",
    "task_note_accept": "{filename}：共 {rows} 行，盖章扫描件须在窗口内上传",
    "task_note_scanned": "{filename}：共 {rows} 行，盖章扫描件已上传",
    "task_note_too_late": "{filename}：盖章扫描件须在窗口内上传，窗口已过，这份表不能再受理",
    "task_note_await": "{filename}：共 {rows} 行",
    "task_note_admitted": "{filename}：共 {rows} 行",
    "task_remind_hosts": "催报{period}动态更新：还有 {count} 家未提交",
    "task_see_missing": "查看{period}未报平台：{count} 家",
    "task_all_reported": "{period}动态更新：{expected} 家全部提交",
    "task_nothing_owed": "{period}没有应报平台",
    "task_note_reported": "应报 {expected} 家，已提交 {submitted} 家，草稿 {draft} 家",
    "task_decide_registrations": "确认注册申请：{count} 份",
    "task_note_registrations": "30 天内未办理的自动失效",
    "task_issue_codes": "为还没有账号的依托单位发放激活码：{count} 家",
    "task_note_codes": "没有账号的单位不能自己填报",
    # The ministry's lines.
    "task_see_applications_to_ministry": "查看部直属单位的申报：{count} 份",
    "task_note_to_ministry": "同步报工业和信息化部，由所在地主管部门审核",
    "task_watch_reporting": "跟进{period}动态更新：还有 {count} 家未提交",
    "task_await_authorities": "{count} 份汇总表等待各地负责人受理",
    "task_await_mending": "{count} 份汇总表正在各地修改",
    "task_await_admission": "{count} 份汇总表正在入库",
    "task_carry_out_load": "执行存量导入 {load}",
    "task_loading": "存量导入 {load} 正在载入",
    "task_note_load": "{filename}：新增 {rows} 行，不能载入 {refused} 行",
    "task_load_notice": "载入 {year} 年放假安排通知",
    "task_note_load_notice": "通知尚未载入，{period}窗口的日期为暂定；国务院办公厅发布后请及时载入",
    # What a window asks of the offices.
    "asks_quarterly_update_of_provincial": "督促本地区在库平台按时提交动态更新。",
    "asks_quarterly_update_of_ministry": "跟进各地平台提交动态更新的情况。",
    "asks_adjustment_of_ministry": "跟进各地上传、受理新一批平台汇总表的情况。",
    # The administrators' pages.
    "office_accounts": "账号",
    "office_accounts_note": "建立和停用账号，重置密码。角色由安全管理员授予。",
    "office_grants": "授权",
    "office_grants_note": "给账号授予或收回角色；一个账号只有一个角色。",
    "office_lockouts": "登录锁定",
    "office_lockouts_note": "查看因多次输错而暂时锁定的账号和地址，必要时提前解除。",
    "office_sign_ins": "登录记录",
    "office_sign_ins_note": "谁在何时从何处登录，成功与否。",
    "office_ledger": "办理记录",
    "office_ledger_note": "每一项办理由谁以何种角色作出，前后有何变化；只增不改。",
    # A host without a platform in the library.
    "asks_without_platform": "本单位没有在库平台，不需要填报动态更新。",
    "platform_left": "已于{day}移出储备库。",
    "platform_left_banned": "已于{day}移出储备库，至{until}（含当日）不得再次申报。",
    "tasks_none_without_platform": (
        "现在没有需要办理的事项。平台入库后，每季度的动态更新会列在这里。"
    ),
    # Nothing to do: what happens next, and when.
    "tasks_none_open": (
        "现在没有需要办理的事项。{period}窗口在 {until} 24:00 前开放，随时可以查看或更正。"
    ),
    "tasks_none_next": (
        "现在没有需要办理的事项。下一个窗口是{period}，{opens} 00:00 开放，届时会列在这里。"
    ),
}
