"""What is said about quarterly updates 季度动态更新: findings, refusals, notices."""

SENTENCES = {
    # Findings at a field.
    "update_stock_missing": "“{label}”没有填写。这是存量数据，请填写季度末的数，没有的填 0。",
    "update_flow_missing": (
        "“{label}”没有填写。这是本季度发生数，每季度都要单独填写，没有发生的请填 0。"
    ),
    "update_yearly_missing": (
        "“{label}”没有填写。请填写 1 月 1 日至本季度末的累计数，没有的请填 0。"
    ),
    "update_answer_missing": "“{label}”没有选择。没有发生的请明确选择“无”。",
    "update_details_missing": "上一项选择了“有”，请在“{label}”中写明情况。",
    "update_details_without_yes": (
        "“{label}”中写了“{read}”，但上一项选择的是“无”。请核对：确有其事就改选“有”，"
        "没有就清空说明。"
    ),
    "update_answer_unclear": "“{label}”读到“{read}”，无法判断是有还是无，请选择“有”或“无”。",
    "update_not_a_figure": (
        "“{label}”读到“{read}”，不是可以识别的数字。请只填数字，例如 1350 或 1,350.50，"
        "不要填文字、算式或科学计数法。"
    ),
    "update_not_whole": "“{label}”读到“{read}”，应为整数（{unit}），请去掉小数。",
    "update_too_precise": "“{label}”读到“{read}”，小数位数过多，请四舍五入后再填。",
    "update_too_large": "“{label}”读到“{read}”，数值过大。请核对单位是否为{unit}、是否多打了数字。",
    "update_negative": (
        "“{label}”读到“{read}”，不能为负数。减少了也请填减少后的实际数，没有的填 0。"
    ),
    "update_text_too_long": "“{label}”超过 2000 字，请写要点，细节另附材料报送。",
    "update_over_full_load": "“{label}”读到 {read}，应在 0 至 100 之间。满负荷请填 100。",
    "update_falls_within_year": (
        "“{label}”读到 {read}，少于本年上一次填报的累计数（应 {wanted}）。"
        "本年累计数在一年内只增不减，请核对填的是否为单季数。"
    ),
    "update_total_fell": (
        "“{label}”读到 {read}，少于上次填报的累计数（一般应 {wanted}）。"
        "投入运行以来的累计数通常不会减少；如为更正以前的错误，请写明。"
    ),
    "update_part_exceeds_whole": (
        "“{label}”读到 {read}，多于“{whole}”（一般应 {wanted}）。请核对累计数是否漏加了本季度的数。"
    ),
    "update_off_by_ten_thousand": (
        "“{label}”读到 {read}，数值特别大。请核对单位：这里的单位是{unit}。"
    ),
    "update_jumped": (
        "“{label}”读到 {read}，与上次的 {wanted} 相差悬殊。"
        "请核对单位是否为{unit}、是否多打或少打了数字。确实无误的请写明。"
    ),
    "update_normalised": "“{label}”填的是“{read}”，按 {wanted} {unit} 记录。",
    "update_below_entry": (
        "“{label}”为 {read}，低于储备条件（{condition}，{wanted}）。"
        "不再满足条件的平台，可能依据{clause}被移出储备库。"
        "属实的请写明原因和打算，并及早与省级主管部门沟通。"
    ),
    "update_matter_reported": (
        "已填写“{label}”。本项不代替专门报告：重大事项、事故应依据{clause}另行及时报告。"
    ),
    "update_stocks_unconfirmed": (
        "存量数据与上次完全相同。请逐项核对：有变化的直接修改；确无变化的，勾选“存量数据无变化”。"
    ),
    "update_confirmed_yet_changed": (
        "勾选了“存量数据无变化”，但{names}与上次不同。提交时以所填数据为准，按有变化记录。"
    ),
    # Refusals.
    "update_not_acceptable": (
        "还有 {count} 处需要修改，尚未提交。已填内容都保留着，改好后再提交即可。"
    ),
    "update_window_not_open": (
        "{quarter}动态更新的窗口是{span}，现在尚未开放。可以先填写并保存草稿，窗口开放后再提交。"
    ),
    "update_window_closed": (
        "{quarter}动态更新的窗口是{span}，已经截止，不能再提交。所填内容已保留。"
        "下一个窗口是{next_quarter}：{next_span}。"
        "确有特殊情况的，请联系省级主管部门。"
    ),
    "update_quarter_not_begun": "{quarter}还没有开始，不能填写。本季度是{this_quarter}。",
    "update_quarter_unknown": ("“{read}”不是一个季度。季度的写法是年份加 Q1 至 Q4，例如 2026Q4。"),
    "update_platform_not_in_library": (
        "平台 {number} 当时不在储备库中，不需要也不能填报动态更新。"
        "如认为有误，请与省级主管部门核对入库或移出的日期。"
    ),
    "update_reason_wanted": (
        "{quarter}的动态更新已经提交过（回执 {receipt}）。再次提交是更正，请写明更正原因；"
        "已提交的版本会一直保留。"
    ),
    "update_nothing_to_submit": "没有可以提交的草稿。请先填写本季度的动态更新并保存。",
    "update_draft_moved": (
        "这份草稿已由{name}在 {saved:%Y-%m-%d %H:%M} 保存过新的内容，没有覆盖。"
        "您填的内容仍保留在本页，请对照后再保存。"
    ),
    "update_draft_closed": (
        "这份草稿已经提交或不再存在。您填的内容仍保留在本页，需要更正时请重新保存。"
    ),
    "update_field_unknown": "动态更新表中没有“{read}”这一项，请对照接口文档核对字段名。",
    "update_typed_too_long": "“{label}”输入的内容过长（超过 10000 字），没有保存，请删减。",
    "update_reason_too_long": "更正原因超过 500 字，没有提交。请只写改了什么、为什么改。",
    # Filing on behalf: what is wanted before it, and why it is refused.
    "update_grounds_wanted": (
        "代填须先写明原因、数据来源和凭据：依托单位为什么不能自行填报，数据怎样取得，凭什么可以查到。"
    ),
    "update_grounds_of_host": "依托单位填报自己的平台，不需要代填信息，请去掉这一项。",
    "update_ground_wanted": (
        "请写明依托单位为什么不能自行填报，例如尚未开通账号、网络中断、填报人员因病不能履职。"
    ),
    "update_ground_too_long": "代填原因超过 500 字，没有保存。请只写要点。",
    "update_channel_wanted": "请选择数据怎样取得：电话、邮件或纸质材料。",
    "update_reference_wanted": (
        "请写明凭据，以便日后查对：电话写通话时间和对方姓名，邮件写日期和标题，纸质材料写文号或日期。"
    ),
    "update_reference_too_long": "凭据超过 200 字，没有保存。请只写能查到它的时间、对方或文号。",
    "update_host_has_begun": (
        "{host}已于 {saved:%Y-%m-%d %H:%M} 保存过草稿，应由该单位自行提交，主管部门不能代填。"
        "请提醒该单位在窗口内提交；草稿内容只有该单位可以查看，没有改动。"
    ),
    "update_host_has_filed": (
        "{host}已自行提交（回执 {receipt}），主管部门不能代填或改动。"
        "内容需要更正的，请通知该单位在窗口内自行更正。"
    ),
    "update_behalf_outside_window": (
        "代填只在窗口开放期间办理。{quarter}动态更新的窗口是{span}，现在不能办理；"
        "已保存的内容保持原样。下一个窗口是{next_quarter}：{next_span}。"
    ),
    "update_value_not_plain": "应为一个数字或一段文字，不能是列表或对象。",
    "update_body_not_object": "应为一个 JSON 对象。",
    "update_body_unknown": "没有这一项，请核对字段名。",
    # Notices of the outbox.
    "notice_update_submitted": "{name}（{number}）已提交{quarter}动态更新，回执编号 {receipt}。",
    "notice_update_corrected": (
        "{name}（{number}）更正了{quarter}动态更新，回执编号 {receipt}。更正原因：{reason}"
    ),
    "notice_update_filed_for_host": (
        "{authority}（{person}）已代贵单位提交{name}（{number}）{quarter}动态更新，"
        "回执编号 {receipt}。代填原因：{ground}。数据来源：{channel}（{reference}）。"
        "请登录核对；有出入的，可在窗口（{span}）关闭前自行更正。"
    ),
    "notice_update_filed_on_behalf": (
        "{person}已代{name}（{number}）的依托单位提交{quarter}动态更新，回执编号 {receipt}。"
        "代填原因：{ground}。数据来源：{channel}（{reference}）。依托单位登录后即可看到。"
    ),
    # Words of the pages.
    "update_not_owed": "本季度不用填报",
    "update_not_owed_in_window": "窗口期内入库，从下一季度起填报。",
    "update_not_owed_away": "窗口期内平台不在库，经申诉恢复后从下一季度起填报。",
    "update_not_owed_removed": "平台已移出储备库。",
    "update_not_owed_before": "这一季度的窗口截止时，平台还没有入库。",
    "update_not_yet": "这一季度还不能填报",
    "update_not_yet_begun": "{quarter}还没有开始。",
    "channel_phone": "电话",
    "channel_mail": "邮件",
    "channel_paper": "纸质材料",
    "filed_on_behalf": "{authority}代填（{person}）",
    "filed_on_behalf_by": "由{authority}代填",
    "filed_by_host": "依托单位填报",
    "update_next_seen_by_host": "本次代填已存档，依托单位登录后即可看到。",
    "update_next_host_corrects": (
        "依托单位发现有出入的，可在窗口关闭前自行更正，更正后以其版本为准。"
    ),
    "update_reason_label": "更正原因",
    "update_reason_needed": "本季度已经提交过，请写明更正原因。",
    "update_draft_saved": "草稿已保存，尚未提交。可以关闭浏览器，下次从这里继续。",
    "update_next_kept": "本次填报已存档，省级主管部门即可看到，无须另交纸质材料。",
    "update_next_correct": (
        "窗口关闭前如发现填错，可以提交更正，需写明原因；已提交的版本不会被覆盖。"
    ),
    "update_next_correct_late": (
        "补报许可期内（至{until}）如发现填错，可以提交更正，需写明原因；是否按期仍以第一次提交为准。"
    ),
    "update_next_window": "下一次动态更新是{quarter}，窗口自{opens}起。",
}
