"""What is said about a summary sheet 汇总表: the file, its layout, its cells, its rows."""

SENTENCES = {
    # The file as a whole: nothing was read.
    "sheet_unreadable": "这个文件无法作为汇总表读取。请用模板重新填写后上传。",
    "sheet_too_large": "文件超过 {limit_mb} MB，未读取。请删去图片和无关工作表后重新上传。",
    "sheet_empty": "文件里没有任何内容。请确认选对了文件，并在保存、关闭表格后重新上传。",
    "sheet_wrong_type": (
        "文件内容是{kind}，不是电子表格（文件名不作数）。"
        "请用 Excel 或 WPS 打开汇总表，另存为 xlsx 后上传；文本表格请以 .csv 为扩展名。"
    ),
    "sheet_kind_unknown": "无法识别的格式",
    "sheet_kind_text": "纯文本",
    "sheet_kind_archive": "其他类型的文档或压缩包",
    "sheet_damaged": (
        "文件不完整或已损坏，未读取。请在本机打开确认内容完好，另存为 xlsx 后重新上传。"
    ),
    "sheet_locked": "文件设有打开密码，未读取。请去掉密码、另存后重新上传。",
    "sheet_unsafe": (
        "读取这个文件所需的内存或时间超出汇总表的正常范围，已停止读取。"
        "请把表格复制到一个新建的工作簿，只保留有内容的行列，另存为 xlsx 后上传。"
    ),
    "sheet_too_many_rows": (
        "工作表“{sheet}”在第 {limit} 行以下还有内容，超出可读取的行数，未读取。"
        "请删去下方多余的行（包括只有空格的单元格），或分成几个文件上传。"
    ),
    "sheet_too_many_columns": (
        "工作表“{sheet}”在第 {limit} 列以右还有内容，超出可读取的列数，未读取。"
        "请删去右侧多余的列（包括只有空格的单元格）后重新上传。"
    ),
    "sheet_unknown_encoding": (
        "文本文件的编码既不是 UTF-8 也不是 GB18030，未读取。请另存为“CSV UTF-8”或 xlsx 后上传。"
    ),
    "sheet_header_missing": (
        "没有找到表头。读到的开头是：{read}。汇总表须有一行列名，包括：{wanted}。"
        "列的先后不限；可下载模板对照。"
    ),
    # Layout.
    "column_missing": (
        "表中没有“{label}”这一列。读到的列有：{read}。请补上列名为“{wanted}”的一列。"
    ),
    "column_twice": (
        "“{label}”出现了两列，只读取了第 {taken} 列，另一列没有读取。请删去多余的一列。"
    ),
    "column_not_read": "“{read}”不是汇总表规定的列，未读取。如果它是规定的列，请按模板改正列名。",
    "row_not_read": "这一行只有一格文字“{read}”，没有当作平台读取。如果是平台，请把各列填全。",
    "sheet_without_rows": "表头下面没有任何平台。请逐行填写平台后上传；本轮没有新一批的不必上传。",
    "sheet_chosen": "第一张工作表里没有汇总表的表头，读取的是“{read}”。",
    "sheet_macros_not_run": (
        "文件带有宏。系统不运行、也不转交宏，只读取单元格里已有的内容。"
        "如有数字是打开文件时由宏填写的，请先“选择性粘贴—数值”，再重新上传。"
    ),
    "sheets_not_read": (
        "文件中有几张工作表都像汇总表，只读取了“{sheet}”，没有读取“{read}”。请合并到一张表后上传。"
    ),
    "unit_converted": "“{label}”以{read}为单位，已按{wanted}换算。请核对。",
    "unit_conflict": (
        "“{label}”列名写的单位是{read}，表头上方写的是{sheet_unit}，已按列名读取。请确认并统一。"
    ),
    "unit_unknown": "“{label}”的单位写的是“{read}”，无法换算。请改为{wanted}。",
    # Cells.
    "cell_normalised": "“{label}”写的是“{read}”，已读作“{value}”。如不对请改正。",
    "cell_missing": "“{label}”没有填写。{wanted}合并的单元格请拆开，每行填全。",
    "cell_formula": (
        "“{label}”是公式或以公式符号开头（{read}），系统不计算公式。"
        "请复制后“选择性粘贴—数值”，或改为普通文字。"
    ),
    "text_too_long": "“{label}”过长（开头是“{read}”），字数须{wanted}。请缩短。",
    "not_a_number": (
        "“{label}”写的是“{read}”，不是能确定的数字。{wanted}"
        "请只填阿拉伯数字，例如 1350 或 1,350.5；不要写“约”“以上”或中文数字。"
    ),
    "not_whole": "“{label}”写的是“{read}”，应当是整数。{wanted}",
    "negative_figure": "“{label}”写的是“{read}”，不能是负数。{wanted}",
    "figure_too_large": "“{label}”写的是“{read}”，超出合理范围。请核对数字和单位。",
    "figure_looks_like_yuan": (
        "“{label}”读到的是 {read}，大得少见，像是把元填进了万元的列"
        "（若是元，应为 {divided} 万元）。"
        "请核对；确实无误的可以不改。"
    ),
    "figure_unlikely": "“{label}”读到的是 {read}，大得少见。请核对；确实无误的可以不改。",
    "credit_code_as_number": (
        "统一社会信用代码存成了数字（{read}），后几位已经丢失。请把这一列设为“文本”格式后重新填写。"
    ),
    "credit_code_length": (
        "统一社会信用代码写的是“{read}”，应为 {wanted} 位。请对照证书核对是否漏填或多填。"
    ),
    "credit_code_signs": (
        "统一社会信用代码写的是“{read}”，含有不会出现的字符。前 8 位是数字，"
        "后 10 位是数字或大写字母（没有 I、O、S、V、Z）。请对照证书核对。"
    ),
    "credit_code_check_digit": (
        "统一社会信用代码“{read}”的校验位不对，其中至少有一位填错。请对照证书逐位核对。"
    ),
    # Entry conditions a sheet can show.
    "equipment_below": (
        "设备原值 {read}，条件是 {wanted}（{clause}，中试设备或设施原值）。"
        "请核对单位是否为万元、是否按原值填写；确实不足的不能入库。"
    ),
    "staff_below": (
        "专职人员 {read}，条件是 {wanted}（{clause}，专职技术或管理人员）。"
        "请核对；确实不足的不能入库。"
    ),
    "enterprises_below": (
        "服务企业 {read}，条件是 {wanted}（{clause}，服务企业数量）。"
        "请核对是否为投入运行以来的累计数；确实不足的不能入库。"
    ),
    "income_below": (
        "服务收入 {read}，条件是 {wanted}（{clause}）。也可以按占依托单位主营业务收入的比例达到，"
        "但从本表看不出来。请核实这一比例并保留证明材料。"
    ),
    # Place, taxonomy, opinion.
    "place_of_other_authority": (
        "所在地“{read}”由{other}报送，不在{own}报送范围（{clause}：由属地主管部门审核；"
        "计划单列市和新疆生产建设兵团单独报送）。请从本表移出，或改正所在地。"
    ),
    "place_unknown": (
        "所在地“{read}”没有识别出来，无法确认属于{own}报送范围（{clause}）。"
        "请填到市（州、盟、地区），例如“杭州市”。"
    ),
    "field_unknown": (
        "领域“{read}”不在 {edition} 年版的领域名称中（{clause}）。"
        "已知的有：{wanted}。确有其他领域的请填“其他（……）”。"
    ),
    "direction_unknown": (
        "重点方向“{read}”不在 {edition} 年版目前收录的名称中（{clause}；收录尚不完整）。"
        "这一领域已收录：{wanted}。请核对写法；确实无误的可以不改，或填“其他（……）”。"
    ),
    "direction_of_other_field": (
        "重点方向“{read}”在 {edition} 年版中属于“{wanted}”，"
        "表中填的领域是“{field_read}”（{clause}）。请核对。"
    ),
    "opinion_not_approved": "审核意见为“{read}”：本行留存备查，不会入库（通过遴选评估的才入库）。",
    "opinion_deferred": "审核意见为“{read}”：本行留存备查，这次不会入库。",
    "opinion_blank": "审核意见没有填写。请写“同意推荐”“不同意”或“暂缓”；只有明确同意的才能入库。",
    "opinion_unknown": (
        "审核意见读到的是“{read}”，看不出是否同意。只有明确写“同意”“同意推荐”“推荐”“通过”的才能入库；"
        "不同意或暂缓的请写“不同意”“暂缓”。"
    ),
    # Identity and record.
    "row_duplicated": "与第 {others} 行是同一依托单位的同一平台。请只保留一行。",
    "code_with_several_names": (
        "统一社会信用代码 {credit_code} 在本表中对应几个依托单位名称（另见第 {others} 行）。"
        "一个代码只能是一个单位，请对照证书改正。"
    ),
    "host_name_not_on_record": (
        "依托单位写的是“{read}”，而 {credit_code} 登记的名称是“{wanted}”。"
        "请改正；单位已更名的，请先报告更名再报本表。"
    ),
    "name_with_several_codes": (
        "“{host_name}”另有统一社会信用代码 {others}。请核对是不是同一单位；确实是两家的可以不改。"
    ),
    "host_banned": (
        "依托单位已被移出储备库且在限制期内（{clause}），决定：{decision}，"
        "限制至 {until}（含当日）。本行不能入库，请移出本表。"
    ),
    "already_in_library": (
        "这个平台已在库（编号 {number}）。汇总表只列新一批，本行不会改动库中信息。"
    ),
    "sheet_row_without_application": (
        "“{read}”（{credit_code}）没有申报信息表，不能入库。"
        "请核对平台名称和统一社会信用代码是否与申报一致；"
        "确实没有申报的，请依托单位在下一轮提交申报，并从本表移出这一行。"
    ),
    "sheet_row_application_submitted": (
        "“{read}”的申报 {application} 还没有人审核，不能入库。请先审核、推荐，再上传本表。"
    ),
    "sheet_row_application_in_review": (
        "“{read}”的申报 {application} 还在审核，没有推荐，不能入库。请先推荐，再上传本表。"
    ),
    "sheet_row_application_returned": (
        "“{read}”的申报 {application} 已退回依托单位修改，不能入库。"
        "请待依托单位改后提交、审核推荐，再列入汇总表；这次请移出这一行。"
    ),
    "sheet_row_application_refused": (
        "“{read}”的申报 {application} 的审核结论是不予推荐，不能入库。请移出这一行。"
    ),
    "sheet_row_application_admitted": (
        "“{read}”的申报 {application} 已经办过一次入库，平台后来又移出。"
        "再次入库须有新的申报；请移出这一行。"
    ),
    "sheet_differs_from_application": (
        "表中写的是“{read}”，盖章的申报 {application} 写的是“{wanted}”。入库以盖章的申报为准"
        "（申报写有几个数的取第一个），不采用表中这一项。表中有误的，可以改表重新上传；"
        "申报有误的，请先不要受理，与依托单位核对。"
    ),
    "sheet_opinion_differs": (
        "表中审核意见是“{read}”，而申报 {application} 在系统中已推荐。请核对；"
        "以本表为准的，这个平台这次不会入库。"
    ),
    "template_of_other_authority": (
        "这份表用的是为{read}生成的模板（{made}），而本次由{wanted}报送。"
        "请下载本地区的模板重新填写，或核对是否选错了文件。"
    ),
    "template_of_other_period": (
        "这份表用的是 {read} 轮次的模板（{made} 生成），而本次报送的是 {wanted}。"
        "请确认没有选错文件；内容已按本轮更新的可以不改。"
    ),
    "template_damaged": (
        "这份表用的是本服务的模板，但模板标识已损坏，无法核对是哪个地区、哪一轮的模板。"
        "请核对是否选错了文件；内容已逐行检查，下次请重新下载模板填写。"
    ),
    "template_outdated": (
        "这份表用的是旧版模板（{read}，{made} 生成），现行是 {wanted}。"
        "列已读到的不影响本次；下次请下载新模板。"
    ),
    "title_of_other_authority": (
        "表上写的是“{read}”（{other}），而本次由{own}报送（{clause}）。"
        "请确认没有选错文件或主管部门。"
    ),
    "title_of_other_period": (
        "表题写的是 {read}，而本次报送的是 {wanted}（{clause}）。请确认没有选错文件。"
    ),
    # The annotated copy and the template.
    "sheet_result_heading": "检查结果",
    "sheet_findings_about": "检查结果（系统生成；改好后可直接再上传，这一页和批注不会读取）",
    "sheet_findings_severity": "程度",
    "sheet_findings_place": "位置",
    "sheet_findings_text": "问题和改法",
    "sheet_findings_at_cell": "第 {row} 行 {column} 列",
    "sheet_findings_at_row": "第 {row} 行",
    "sheet_findings_at_whole": "整份表",
    "sheet_findings_ruling": "内部解释",
    "sheet_findings_none": "逐行检查完毕，没有发现问题。",
    "sheet_result_clean": "未发现问题",
    "sheet_severity_blocking": "【须修改】{sentence}",
    "sheet_severity_warning": "【请核对】{sentence}",
    "sheet_severity_note": "【提示】{sentence}",
    "sheet_written_unit": "单位：万元",
    "sheet_written_stamp": "填报单位（盖章）：{body}",
    "sheet_written_day": "日期：        年    月    日",
    "sheet_written_page": "第 &P 页，共 &N 页",
    "sheet_template_platforms": "本地区在库平台",
    "sheet_template_platform_number": "平台编号",
    "sheet_template_platform_name": "平台名称",
    "sheet_template_platform_host": "依托单位",
    "sheet_template_platform_code": "统一社会信用代码",
    "sheet_template_platform_batch": "入库批次",
    "sheet_template_hidden": "模板标识",
    "sheet_template_about": (
        "注：模板版本 {version}，{whose}，{period}，{made} 生成，已填入已推荐的申报 {rows} 项。"
    ),
    "sheet_template_unit": "填报单位（盖章）：            单位：万元",
    "sheet_template_footer": "填表人：            联系电话：            日期：",
    "sheet_template_help": "填写说明",
    "sheet_template_column": "列名",
    "sheet_template_clause": "依据",
    "sheet_template_required": "是否必填",
    "sheet_template_yes": "必填",
    "sheet_template_no": "选填",
}
