"""What the command line says: help in two languages, answers and refusals in Chinese."""

_HELP = {
    "cli_usage": ("用法：", "Usage:"),
    "cli_options": ("选项：", "Options:"),
    "cli_commands": ("命令：", "Commands:"),
    "cli_option_help": ("显示这段说明。", "Show this help."),
    "cli_option_json": ("以 JSON 输出，供脚本使用。", "Write JSON, for scripts."),
    "cli_option_lang": (
        "说明文字的语言，可写在子命令之前或之后。",
        "Language of the help; may stand before or after the subcommand.",
    ),
    "cli_reserve": (
        (
            "国家储备中试平台管理服务。\n\n"
            "退出码：0 正常；1 检查发现须修改的问题；2 用法有误、输入读不了或被拒绝；"
            "70 程序出错；130 被中断。"
        ),
        (
            "Registry and reporting service of the national reserve of pilot-scale platforms.\n\n"
            "Exit codes: 0 done; 1 findings that block; 2 wrong usage, unreadable input or "
            "refused; 70 the program failed; 130 interrupted."
        ),
    ),
    "cli_serve": (
        "启动服务：网页、接口和内置数据库。设置见 docs/configuration.md。",
        "Run the service: pages, API and the embedded database. Settings: docs/configuration.md.",
    ),
    "cli_demo": (
        "启动演练环境：时钟从 2026-12-28 09:00 走起，带一整年的虚构数据。",
        "Run a training service: clock from 2026-12-28 09:00, with a made-up year of data.",
    ),
    "cli_demo_fresh": (
        "清空演练数据，重新生成。只动演练目录。",
        "Throw the training data away and make it anew. Touches the training folder only.",
    ),
    "cli_demo_seed_only": (
        "只生成数据，不启动服务。",
        "Make the data and stop, without serving.",
    ),
    "cli_windows": (
        "列出某一年的动态更新和名单调整时间窗口。不需要服务在运行。",
        "List a year's quarterly update and adjustment windows. Needs no running service.",
    ),
    "cli_sheet": (
        "汇总表：模板、检查、上传、标注、生成、与申报核对、盖章扫描件、受理、继续入库。",
        "Summary sheets: template, check, upload, mark, write, reconcile, scan, accept, resume.",
    ),
    "cli_sheet_template": (
        "下载当前或下一轮的汇总表模板，存为新文件；已有的文件不会覆盖。",
        "Save the template of the round at hand under a new name; no file is overwritten.",
    ),
    "cli_sheet_annotated": (
        "下载标注了检查结果的汇总表，存为新文件；已有的文件不会覆盖。",
        "Save a received sheet with the findings marked in it; no file is overwritten.",
    ),
    "cli_sheet_scan": (
        "上传汇总表的盖章扫描件。令牌取自环境变量 RESERVE_TOKEN 或 --token-file。",
        "Bring the stamped scan of a received sheet.",
    ),
    "cli_sheet_accept": (
        "由负责人受理汇总表，随即在服务里逐行入库。扫描件已上传过的不必再附。",
        "Accept a received sheet as a lead; the service admits its rows at once.",
    ),
    "cli_option_declared": (
        "声明：已逐页查看扫描件，不含涉密内容。",
        "A person looked through every page of the scan: it holds no secret.",
    ),
    "cli_option_scan": (
        "一并上传的盖章扫描件：PDF、JPG 或 PNG。",
        "The stamped scan to bring along: PDF, JPG or PNG.",
    ),
    "cli_sheet_write": (
        "让运行中的服务按已推荐的申报生成汇总表。令牌取自环境变量 RESERVE_TOKEN 或 --token-file。",
        "Have a running service write the sheet of what is recommended, to be printed and stamped.",
    ),
    "cli_sheet_reconcile": (
        "把收到的汇总表与已推荐的申报核对：漏列、多列和逐项不一致。",
        "Show a received sheet beside the applications: left out, without one, and what differs.",
    ),
    "cli_sheet_check": (
        (
            "检查汇总表文件，逐行指出问题。不需要服务或数据库。\n"
            "库内信息（重复、限制申报）要上传后才能核对。"
        ),
        (
            "Check a summary sheet file, row by row. Needs no service and no database.\n"
            "What only the library knows (already admitted, banned) is checked at upload."
        ),
    ),
    "cli_sheet_upload": (
        "把汇总表上传到运行中的服务。令牌取自环境变量 RESERVE_TOKEN 或 --token-file。",
        (
            "Upload a summary sheet to a running service. The token comes from RESERVE_TOKEN or "
            "--token-file."
        ),
    ),
    "cli_sheet_resume": (
        "把已受理、因中断未入完的汇总表继续入库。重复执行不会重复入库。",
        "Go on with accepted sheets whose admission was interrupted. Harmless when repeated.",
    ),
    "cli_register_extract": (
        "工商登记信息：导入比对、继续比对。",
        "Extracts of the business register: import and compare, resume.",
    ),
    "cli_register_extract_import": (
        (
            "导入工商登记信息的 CSV（UTF-8 或 GB18030），与储备库比对。\n"
            "不一致又没有报告的登记为疑似未报告变更。中断后用 resume 继续。"
        ),
        (
            "Import a CSV of the business register (UTF-8 or GB18030) and compare it.\n"
            "What differs and was not reported becomes a case. Interrupted, resume goes on."
        ),
    ),
    "cli_register_extract_resume": (
        "继续中断的工商登记信息比对。",
        "Go on with interrupted comparisons.",
    ),
    "cli_load": ("存量导入：检查、继续载入。", "Initial load: check, resume."),
    "cli_load_check": (
        "对照储备库检查存量导入工作簿，逐行指出问题。不写入任何内容。",
        "Check an initial load's workbook against the library, row by row. Writes nothing.",
    ),
    "cli_load_resume": (
        "把已执行、因中断未载完的存量导入继续载入。重复执行不会重复载入。",
        "Go on with loads whose carrying out was interrupted. Harmless when repeated.",
    ),
    "cli_option_authority": (
        "主管部门代码，六位数字，如 440000。",
        "Code of the reporting authority, six digits, such as 440000.",
    ),
    "cli_option_period": (
        "名单调整的轮次，如 2026H1（上半年）、2026H2（下半年）。",
        "Adjustment round, such as 2026H1 or 2026H2.",
    ),
    "cli_option_url": (
        "服务地址。不写时取 RESERVE_URL。",
        "Address of the service. Default: RESERVE_URL.",
    ),
    "cli_option_token_file": (
        "存放令牌的文件，仅本人可读。",
        "File that holds the token, readable by its owner only.",
    ),
    "cli_accounts": (
        "账号：查看、建立、停用、解锁、重置密码。",
        "Accounts: list, create, disable, unlock, reset a password.",
    ),
    "cli_accounts_list": ("列出账号。", "List the accounts."),
    "cli_accounts_create": (
        "建立账号。初始密码由系统生成，只显示一次。",
        "Create an account. The first password is generated and shown once.",
    ),
    "cli_accounts_disable": (
        "停用账号，并让它已有的登录和接口令牌立即失效。",
        "Disable an account; its sessions and tokens end at once.",
    ),
    "cli_option_disable_reason": (
        "停用原因（依托单位唯一可用的账号必填）。",
        "Why (wanted for the last account of a host).",
    ),
    "cli_accounts_reset_factor": (
        "重置两步登录：手机和恢复码都不可用时。",
        "Take the second factor off an account whose phone and recovery codes are gone.",
    ),
    "cli_accounts_seal": (
        "用最新的加密密钥重新加密两步登录的密钥和申报的联系方式。",
        "Seal second factors' secrets and applications' contacts with the newest encryption key.",
    ),
    "cli_option_factor_reason": (
        "怎样核实了本人身份，写入办理记录。",
        "How it was made sure who asks; kept in the ledger.",
    ),
    "cli_accounts_unlock": ("解除账号锁定。", "Lift the lock of an account."),
    "cli_accounts_reset": (
        "重置密码。新密码由系统生成，只显示一次。",
        "Reset a password. The new one is generated and shown once.",
    ),
    "cli_option_name": ("使用人姓名。", "Name of the person."),
    "cli_option_role": ("角色。", "Role."),
    "cli_option_account_authority": (
        "主管部门代码（省级角色必填）。",
        "Code of the reporting authority (provincial roles).",
    ),
    "cli_option_division": (
        "初审单位的行政区划代码（市县初审员必填）。",
        "Division code of the office (division reviewers).",
    ),
    "cli_option_host": (
        "依托单位的统一社会信用代码（平台填报员必填）。",
        "Unified social credit code of the host (host operators).",
    ),
    "cli_settings": (
        "列出各项设置、现值、含义和默认值。密钥和令牌不显示。",
        "Show every setting, what is in force, and what it does. Secrets are not shown.",
    ),
    "cli_settings_markdown": (
        "输出设置参考（英文，Markdown），即 docs/configuration.md。",
        "Write the reference, which is docs/configuration.md.",
    ),
    "cli_doctor": (
        (
            "检查本机、各项设置和数据库，指出问题和处理办法。不改动任何内容。\n"
            "有须处理的，退出码为 1。"
        ),
        (
            "Examine machine, settings and database, and say how to mend what is wrong.\n"
            "Exit code 1 where something is wrong."
        ),
    ),
    "cli_jobs": (
        (
            "定时任务进程：继续中断的入库和载入，清理过期的申请。可以多开，不会重复办理。\n"
            "内置数据库的服务自带定时任务；使用集群时须单独运行。"
        ),
        (
            "The scheduler process: resumes interrupted work, lapses what is due. Several do no "
            "harm.\nA service on its embedded database brings its own; run it beside a cluster."
        ),
    ),
    "cli_jobs_once": (
        "各任务只执行一次，然后退出。",
        "Run each job once and leave.",
    ),
    "cli_backup": (
        (
            "把全部数据（含文件）备份成一个文件。服务可以照常运行；备份的是同一时刻的数据。\n"
            "签名密钥和加密密钥不在备份中，须另行保管。"
        ),
        (
            "Back up all data, files included, into one file, as of one instant.\n"
            "The service may go on working. Signing and encryption keys are not in it."
        ),
    ),
    "cli_restore": (
        "把备份恢复到空库，写入前后逐项核对摘要。库不是空的则拒绝。",
        "Restore a backup into an empty database, digests checked before and after.",
    ),
    "cli_restore_start_over": (
        "先清除上一次未完成的恢复所写入的内容。",
        "First throw away what a restore that broke off has left.",
    ),
    "cli_audit": (
        "办理记录：核对、封存、导出给外部审计。",
        "The ledger: check it, seal it, export it for an outside auditor.",
    ),
    "cli_audit_verify": (
        (
            "逐条核对全部记录链和每日封存，指出被改动、删除、插入或调换的记录。\n"
            "发现问题时退出码为 1。服务可以照常运行。"
        ),
        (
            "Check every chain and daily seal; name what was changed, removed, inserted or moved.\n"
            "Exit code 1 where something is found. The service may go on working."
        ),
    ),
    "cli_option_noted": (
        "另行抄存的封存摘要，须在各日封存之中；可写多次。",
        "The digest of a seal noted elsewhere, which must be among the seals; may be repeated.",
    ),
    "cli_audit_seal": (
        "封存已经过去、还没有封存的各日。与定时任务相同，重复执行不改变结果。",
        "Seal the days that are over and not sealed, as the timetable does. Twice is the same.",
    ),
    "cli_audit_export": (
        (
            "把办理记录导出到新的目录或 .zip 文件，内附核对程序 check.py，凭这些文件即可核对。\n"
            "依托单位填报的内容和个人号码不在其中。"
        ),
        (
            "Export the ledger into a new folder or .zip with check.py, which needs nothing else.\n"
            "What hosts filed and numbers of persons are not in it."
        ),
    ),
    "cli_option_export_from": (
        "从哪一日的封存起，如 2026-01-01；不写为最早。",
        "From the seal of which day on, such as 2026-01-01; the first by default.",
    ),
    "cli_option_export_to": (
        "到哪一日的封存止；不写为此刻，含尚未封存的记录。",
        "Up to the seal of which day; by default this moment, with what is not sealed yet.",
    ),
    "cli_calendar": ("工作日历：查看、导入放假通知。", "Working days: show, import notices."),
    "cli_calendar_show": (
        "列出某一年所依据的放假通知、放假日和调休上班日。",
        "List the notices a year rests on, its days off and make-up working days.",
    ),
    "cli_calendar_import": (
        "导入国务院办公厅放假通知（TOML 文件）。时间窗口随即按新通知计算。",
        "Import a State Council holiday notice (a TOML file). Windows follow at once.",
    ),
}

ENGLISH = {code: english for code, (_, english) in _HELP.items()}

SENTENCES = {code: chinese for code, (chinese, _) in _HELP.items()} | {
    # How a call went wrong.
    "cli_no_such_option": "没有 {read} 这个选项。{hint}",
    "cli_no_such_command": "没有 {read} 这个命令。{hint}",
    "cli_missing": "缺少 {wanted}。{hint}",
    "cli_bad_value": "{name} 的值不能用：{read}。{hint}",
    "cli_usage_wrong": "命令写法有误：{read}。{hint}",
    "cli_see_help": "请执行 {path} --help 查看写法。",
    "cli_file_unreadable": "读不了文件 {path}：{reason}。请核对路径和读取权限。",
    "cli_file_missing": "没有这个文件",
    "cli_file_is_folder": "这是目录，不是文件",
    "cli_file_forbidden": "没有读取权限",
    "cli_file_too_large": "超过 {most} KB",
    "cli_file_not_text": "不是 UTF-8 文本",
    "cli_settings_wrong": "设置或规则数据有误：{reason} 各项设置见 docs/configuration.md。",
    "cli_failed": (
        "程序出错（{kind}），操作没有完成。请设置 RESERVE_LOG_LEVEL=DEBUG 重试，"
        "并把输出交给维护人员。"
    ),
    "cli_stopped": "已中断。",
    # Serving.
    "already_serving": (
        "数据目录 {data} 已有服务在运行（进程 {pid}）。请先停止它，或用 RESERVE_DATA 指定别的目录。"
    ),
    "data_unusable": (
        "数据目录 {data} 不能使用（{reason}）。"
        "请核对路径和写入权限，或用 RESERVE_DATA 指定别的目录。"
    ),
    "port_taken": (
        "地址 {host}:{port} 不能用（{reason}）。请停止占用它的程序，或用 RESERVE_PORT 换一个端口。"
    ),
    "host_not_ours": (
        "RESERVE_HOST 的值 {host} 不能用来监听（{reason}）。请改为本机的地址："
        "127.0.0.1 只供本机访问，0.0.0.0 为本机的所有地址。"
    ),
    "serving": "服务已启动：{address}\n数据目录：{data}\n按 Ctrl+C 停止。",
    "nothing_to_schedule": (
        "数据目录 {data} 没有服务在运行。"
        "请先执行 reserve serve，或用 RESERVE_MONGODB_URI 指定集群。"
    ),
    "schedule_job": "{name}：{outcome}。",
    # Windows and the calendar.
    "windows_calendar_imported": "（已按数据库中导入的放假通知计算。）",
    "windows_calendar_built_in": (
        "（未连接数据库，按程序自带的放假通知计算；另行导入的通知未计入。）"
    ),
    "windows_line": "{kind}  {period}  {days}{mark}\n    {opens} 起，{closes} 止；{clause}",
    "windows_kind_quarterly_update": "动态更新",
    "windows_kind_adjustment": "名单调整",
    "windows_mark_provisional": "（暂定）",
    "windows_year_unknown": ("没有 {read} 年的窗口。请写四位年份，如 2026。"),
    "calendar_year": "{year} 年工作日历",
    "calendar_no_notice": "尚无放假通知，按周一至周五计算，日期为暂定。",
    "calendar_notice_line": "依据：{number}（{issued} 发布）",
    "calendar_off_days": "放假：{days}",
    "calendar_work_days": "调休上班：{days}",
    "calendar_imported": "已导入：{number}。{year} 年及前一年 12 月的窗口已随之更新。",
    "calendar_already": "{number} 此前已导入，内容相同，没有变化。",
    # Sheets.
    "sheet_line": "第 {row} 行 {column} 列 [{severity}] {message}",
    "sheet_line_row": "第 {row} 行 [{severity}] {message}",
    "sheet_line_whole": "[{severity}] {message}",
    "sheet_reconciled": (
        "两边都有 {matched}，仅表中有 {only_in_sheet}，仅系统有 {only_online}；"
        "新入库 {new}，原已在库 {already_in_library}，内容不一致 {differing}，不会入库 {kept_out}。"
    ),
    "sheet_reconciled_row": "第 {row} 行",
    "sheet_reconciled_difference": "{where} {label}：表中“{sheet}”，申报“{online}”",
    "sheet_verdict": "共 {rows} 行：须修改 {blocking} 处，请核对 {warning} 处，提示 {note} 处。",
    "sheet_authority_unknown": "没有代码为 {read} 的主管部门。请核对六位代码，如广东省为 440000。",
    "sheet_period_wrong": "{read} 不是名单调整的轮次。应写成 2026H1（上半年）或 2026H2（下半年）。",
    "load_not_recognised": "{path} 不是存量导入的工作簿，没有检查。\n{reasons}",
    "sheet_uploading": "正在上传 {name}",
    "cli_file_not_written": "没有写入 {path}：已有同名文件，或所在目录不能写入。请换一个文件名。",
    "token_missing": (
        "没有令牌。请在网页“我的账号”中申请带上传权限的令牌，"
        "放进环境变量 RESERVE_TOKEN 或用 --token-file 指定文件。"
    ),
    "token_file_open_to_others": "令牌文件 {path} 他人可读。请先执行 chmod 600 {path}。",
    "service_away": "连不上服务 {url}（{reason}）。请确认地址，以及服务是否在运行。",
    "service_slow": "等待超时",
    "service_silent": "无人应答或连接中断",
    "service_answer_unreadable": "{url} 的回答不是本服务的格式（状态码 {status}），请核对地址。",
    "service_insecure": (
        "{url} 没有加密，令牌会被旁人看到，所以没有发送。请使用 https 地址；本机地址不受此限。"
    ),
    "service_refused": "{message}",
    # Accounts.
    "accounts_line": "{username}  {name}  {role}  {authority}  {state}",
    "accounts_no_role": "尚未授权",
    "accounts_unknown": "没有用户名为 {read} 的账号。请执行 reserve accounts list 核对。",
    "accounts_role_unknown": "没有 {read} 这个角色。可用的角色：{roles}。",
    "accounts_not_locked": "账号 {username} 没有被锁定，无须解锁。",
    "accounts_none": "还没有账号。请执行 reserve accounts create 建立第一个。",
    "accounts_created": (
        "已建立账号 {username}。\n初始密码：{password}\n只显示这一次，请当面交给本人。"
    ),
    "accounts_disabled": "已停用账号 {username}，已有的登录和接口令牌都已失效。",
    "accounts_unlocked": "已解除账号 {username} 的锁定。",
    "accounts_password_reset": (
        "已重置账号 {username} 的密码：{password}\n只显示这一次，请当面交给本人。"
    ),
}
