"""What is said about the initial load 存量导入: its cells, its rows, its course."""

SENTENCES = {
    # Cells of the kinds that only its workbook has.
    "date_unknown": (
        "“{label}”写的是“{read}”，看不出是哪一天。请写成 2024-06-05 或 2024年6月5日，年月日写全。"
    ),
    "date_as_number": (
        "“{label}”读到的是数字 {read}，像是日期丢了格式，不能确定是哪一天。"
        "请把单元格设为日期格式，或写成 2024-06-05。"
    ),
    "answer_unknown": "“{label}”写的是“{read}”，请填“是”或“否”。",
    # The workbook and its sheets.
    "load_without_sheets": (
        "没有找到可以导入的工作表。工作表须以这些名称命名：{wanted}（可以只有其中几张）；"
        "读到的是：{read}。请按模板改名后重新上传。"
    ),
    "load_sheet_not_read": "工作表“{read}”不是模板规定的名称，没有读取。需要导入的请按模板改名。",
    "load_header_missing": (
        "工作表“{sheet}”里没有找到列名。读到的开头是：{read}。须有一行列名，包括：{wanted}。"
    ),
    "load_text_without_header": (
        "文件里没有找到列名。读到的开头是：{read}。须有一行列名，包括：{wanted}。请按模板填写后再检查。"
    ),
    "load_column_not_read": "“{read}”不是模板规定的列，没有读取。列名写错的请按模板改正。",
    "load_row_not_read": "这一行只有一格文字“{read}”，没有当作记录读取。如果是记录，请把各列填全。",
    "load_sheet_empty": "这张表没有内容，不导入任何记录。",
    "load_sheet_platforms": "平台",
    "load_sheet_hosts": "依托单位",
    "load_sheet_former_names": "曾用名",
    "load_sheet_key_cultivation": "重点培育",
    "load_sheet_removals": "移出与限制申报",
    # Who a row speaks of.
    "load_day_ahead": "日期是“{read}”，晚于今天（{today}）。存量导入只收已经发生的，请核对。",
    "load_authority_unknown": (
        "主管部门写的是“{read}”，没有这个主管部门（{clause}）。"
        "请写主管部门名称或六位代码，例如“浙江省”“宁波市”或 330000。"
    ),
    "load_place_elsewhere": (
        "所在地“{read}”由{other}报送，不属于{own}（{clause}：由属地主管部门审核；"
        "计划单列市和新疆生产建设兵团单独报送）。请改正主管部门或所在地。"
    ),
    "load_row_twice": "与本表第 {others} 行说的是同一件事，这几行都不能载入。请只保留一行。",
    "load_host_name_differs": (
        "依托单位写的是“{read}”，而 {credit_code} 登记的名称是“{wanted}”。请改正；"
        "写的是旧名的，请在“曾用名”表补上一行。"
    ),
    "load_code_with_names": (
        "统一社会信用代码 {credit_code} 对应几个依托单位名称（另见第 {others} 行）。"
        "一个代码只能是一个单位：填错的请改正；更过名的请统一写现名，旧名填在“曾用名”表。"
    ),
    "load_host_there": "这个依托单位已经登记，不改动已有信息。",
    # Platforms.
    "load_platform_there": "这个平台已在库（编号 {number}），不改动已有信息。",
    "load_platform_differs": (
        "这个平台已在库（编号 {number}），库中是“{there}”，表中是“{words}”。"
        "不改动已有信息；库中有误的，请另行更正。"
    ),
    "load_platform_removed": (
        "这个平台（编号 {number}）已于 {day} 移出储备库，不再导入。请核对是否误列为在库。"
    ),
    "load_admission_overlaps": (
        "入库日期写的是“{read}”，而同一平台（编号 {number}）{admitted} 入库、{removed} 才移出，"
        "两段时间重叠。请核对入库日期。"
    ),
    "load_admitted_under_ban": (
        "入库日期落在依托单位的限制申报期内（{clause}，决定：{decision}，至 {until}）。"
        "请核对入库日期和决定；确实无误的可以不改。"
    ),
    "load_platform_nowhere": (
        "没有找到这个平台：它不在库，也不在本工作簿的“平台”表。请核对平台名称和统一社会信用代码。"
    ),
    "load_rests_on_refused": "“平台”表里它的那一行不能载入，本行随之不能载入。请先改正那一行。",
    # Key cultivation.
    "load_key_there": "这个平台（编号 {number}）已列为重点培育，不改动已有信息。",
    "load_listed_too_early": (
        "列入日期“{read}”早于入库日期（{admitted}）。重点培育平台从储备库遴选（{clause}），请核对。"
    ),
    # Former names.
    "load_former_is_present": "曾用名与现名相同。请填更名以前的名称。",
    "load_former_days": "启用日期“{read}”不早于更名日期（{wanted}）。请核对。",
    "load_former_same_day": "同一单位同一天有几个旧名停用，分不出先后。请核对各行的更名日期。",
    "load_former_there": "这个曾用名已经登记，不改动已有信息。",
    # Removals and bans.
    "load_removal_there": "这次移出已经登记（平台编号 {number}），不改动已有信息。",
    "load_removal_undated": "没有移出日期（{clause}）。请填写移出储备库的日期。",
    "load_ban_without_removal": (
        "写了限制申报，却没有移出日期。限制申报只随移出而来（{clause}）：请补上移出日期，"
        "没有移出的请删去这一行。"
    ),
    "load_removal_undecided": (
        "移出日期“{read}”早于决定日期（{wanted}）。移出不早于决定（{clause}），请核对。"
    ),
    "load_ground_unknown": (
        "移出情形写的是“{read}”，不在规定的情形之中（{clause}、二（六））。请从这些中选填：{wanted}。"
        "省级提出退出建议的，按不满足条件或要求填写。"
    ),
    "load_ban_not_by_ground": (
        "这种移出情形（{clause}）没有规定限制申报，表中却写了限制申报“{read}”。"
        "请核对移出情形；情形无误的，请删去限制申报。"
    ),
    "load_ban_differs": (
        "限制至写的是“{read}”，按决定日期和条款（{clause}，3 年）推算是 {wanted}（含当日）。"
        "将按 {wanted} 登记；请核对决定日期。"
    ),
    "load_ban_by_law": (
        "写的是不限制申报，而这种情形 3 年内不得再次申报（{clause}）。将登记到 {wanted}（含当日）。"
    ),
    "load_ban_over": "限制申报期已于 {wanted} 届满，作为历史登记，不再限制申报。",
    "load_removed_before_admission": (
        "移出日期“{read}”早于入库日期（{admitted}）。请核对两个日期；"
        "移出的是更早一次入库的，请填那一次的入库日期。"
    ),
    "load_removed_otherwise": (
        "同一平台已于 {day} 移出（决定：{wanted}），与本行的决定“{read}”不是同一件。"
        "移出的是另一次入库的，请填那一次的入库日期；否则请核对决定文号。"
    ),
    "load_admission_differs": (
        "入库日期写的是“{read}”，而这个平台的入库日期是 {wanted}。请核对，写法一致后再导入。"
    ),
    "load_removal_of_nobody": (
        "这个平台不在库，也不在本工作簿的“平台”表，又没有填入库日期。请补上入库日期和主管部门。"
    ),
    "load_authority_wanted": (
        "这个平台不在库，也不在“平台”表，登记它须知道主管部门（{clause}）。请填写主管部门。"
    ),
    # What the record had become when a row's turn came.
    "load_now_host_differs": (
        "检查之后库里有变化："
        "载入时，这个代码登记的依托单位名称已是“{name}”，本行没有载入。"
        "请核对名称，改好后把这一行另存为新文件上传。"
    ),
    "load_now_platform_gone": (
        "检查之后库里有变化："
        "载入时，所说的平台不在库，本行没有载入。"
        "请在储备库查看它的现状，仍需导入的，改好后另存为新文件上传。"
    ),
    # Refusals.
    "load_unloadable": ("这个工作簿有整张表读不了，不能执行。请按提示改正，作为新文件上传。"),
    "load_brings_nothing": "这个工作簿里没有可以新增的记录（都已在库或不能载入），不需要执行。",
    "load_already_decided": "这份存量导入已经执行或撤回，不能再办理。请刷新查看最新状态。",
    "load_file_wanted": "请选择要上传的工作簿。",
    # What a page says after an act.
    "load_received_now": "工作簿已检查完毕，结果如下。储备库还没有任何改动。",
    "load_received_before": "这个文件之前已经上传过，显示的是原来的一份，没有重复登记。",
    "load_begun": "已开始载入；可以离开本页，办理会继续。",
    "load_withdrawn_now": "存量导入已撤回，储备库没有任何改动。",
    "load_stopped": (
        "{at} 载入时出现系统问题，{total} 行中已办完 {done} 行，办完的不受影响。"
        "每次打开本页，系统都会接着办其余的行；如果反复中断，请把编号 {number} 告诉管理员。"
    ),
    # Messages.
    "notice_load_checked": (
        "存量导入 {number} 已检查：共 {row_count} 行，新增 {new_rows}，已在库 {matched_rows}，"
        "不能载入 {refused_rows}；等待负责人执行。"
    ),
    "notice_load_unloadable": "存量导入 {number} 有整张表读不了，改正后请作为新文件上传。",
    "notice_load_loaded": "存量导入 {number} 已办理完毕：载入 {loaded} 行，不能载入 {refused} 行。",
    "notice_load_of_authority": (
        "存量导入 {number} 载入了本地区 {count} 个在库平台，请核对；有误的请告知工业和信息化部。"
    ),
    # States and outcomes.
    "state_unloadable": "须修改",
    "state_checked": "待执行",
    "state_loading": "载入中",
    "state_loaded": "已载入",
    "state_new": "新增",
    "state_matched": "已在库",
    "state_refused": "不能载入",
    # The story of a load, of what it brought in.
    "story_initial_load.receive": "检查存量导入工作簿",
    "story_initial_load.carry_out": "执行存量导入",
    "story_initial_load.withdraw": "撤回存量导入",
    "story_initial_load.export": "下载存量导入文件",
    "story_initial_load.load": "存量导入办理完毕",
    "story_host.load": "登记依托单位（存量导入）",
    "story_host.name": "登记依托单位曾用名（存量导入）",
    "story_platform.load": "登记在库平台（存量导入）",
    "story_platform.name": "登记平台曾用名（存量导入）",
    "story_platform.list_key": "列入重点培育（存量导入）",
    "ledger_load": "存量导入",
    "ledger_admitted_on": "入库日期",
    "ledger_removed_on": "移出日期",
    "ledger_listed_on": "列入日期",
    "ledger_changed_on": "更名日期",
    "ledger_former_name": "曾用名",
    "ledger_document": "文号",
    "ledger_new_rows": "新增",
    "ledger_matched_rows": "已在库",
    "ledger_refused_rows": "不能载入",
    "ledger_row_count": "行数",
    "basis_initial_load": "存量导入：服务启用前已在库",
    # The template.
    "sheet_template_answer_yes": "是",
    "sheet_template_answer_no": "否",
    "load_refused_help": "以下各表是没有载入的行。按“检查结果”一列改好后，可以直接上传这个文件。",
    "load_template_sheet": "工作表：{sheet}",
    "load_template_grounds": "移出情形（依据、名称、是否限制申报）",
    "load_ground_bans": "{years} 年内不得再次申报，自决定日期起算",
    "load_ground_bans_not": "没有规定限制申报",
    # The command line.
    "load_line": "{sheet} 第 {row} 行 {column} 列 [{severity}] {message}",
    "load_line_row": "{sheet} 第 {row} 行 [{severity}] {message}",
    "load_line_whole": "[{severity}] {message}",
    "load_counts": "{sheet}：新增 {new}，已在库 {matched}，不能载入 {refused}",
    "load_verdict": (
        "共 {rows} 行：新增 {new}，已在库 {matched}，不能载入 {refused}。没有写入任何内容。"
    ),
    "load_resumed": "存量导入 {number} 已办理完毕。",
    "load_nothing_to_resume": "没有中断的存量导入，无须继续。",
}
