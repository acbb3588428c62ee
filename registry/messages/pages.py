"""What the page shell says: the window strip, the time left, and the error pages."""

SENTENCES = {
    # The window strip.
    "window_quarterly_update": "{period}动态更新",
    "window_adjustment": "{period}名单动态调整",
    "asks_quarterly_update": "核对存量信息，填写本季度数据（没有发生的填 0），确认后提交。",
    "asks_adjustment": "组织新一批平台申报，上传汇总表和盖章扫描件。",
    "window_until": "至 {until}",
    "window_opens": "{day} 00:00 开放，还有 {days} 天",
    "window_opens_tomorrow": "明天 00:00 开放（{day}）",
    "window_opens_today": "今天 00:00 起开放",
    "window_over": "已于 {until} 截止",
    "window_provisional": (
        "日期暂定：国务院办公厅尚未发布相关放假安排，工作日可能变动。"
        "按现有任一种推算在窗口内的提交都会接受，并记为按时。"
    ),
    "remaining_days": "还剩 {days} 个工作日",
    "remaining_days_hours": "还剩 {days} 个工作日 {hours} 小时",
    "remaining_hours": "还剩 {hours} 小时 {minutes} 分钟",
    "remaining_whole_hours": "还剩 {hours} 小时",
    "remaining_minutes": "还剩 {minutes} 分钟",
    "remaining_other_reading": "仍可提交（按另一种推算仍在窗口内）",
    "remaining_none": "已截止",
    # A house ruling, by what it reads.
    "ruling_reads": "对{clause}“{phrase}”的理解",
    # Periods.
    "period_quarter": "{year}年第{ordinal}季度",
    "period_first_half": "{year}年上半年",
    "period_second_half": "{year}年下半年",
    # Error pages: a title, and what to do next. The sentence between is the refusal's own.
    "error_400_title": "这次请求没有看懂",
    "error_400_next": "请返回上一页检查所填内容，再试一次；已填内容仍在上一页。",
    "error_form_expired_title": "这一页需要重新打开",
    "error_form_expired_next": (
        "请重新登录（如已退出），再从首页打开这一页；动态更新的草稿已自动保存，可以接着填。"
    ),
    "error_secrecy_mark_title": "有密级标志，没有保存",
    "error_secrecy_mark_next": "请返回上一页，去掉密级标志和涉密内容，再重新提交。",
    "error_401_title": "登录后才能办理",
    "error_401_next": "登录后会回到您要看的页面；动态更新的草稿已自动保存，可以接着填。",
    "error_403_title": "您没有办理此事项的权限",
    "error_403_next": "如果您认为应当有此权限，请联系安全管理员，并告知请求编号。",
    "error_404_title": "没有找到这个页面",
    "error_404_next": "请核对网址或编号是否完整，也可以从首页重新进入。",
    "error_405_title": "不能这样打开此地址",
    "error_405_next": "请从首页或列表进入，不要直接刷新提交后的地址。",
    "error_409_title": "内容已发生变化",
    "error_409_next": "请重新打开这条记录，核对最新内容后再决定是否继续。",
    "error_quarter_closed_title": "这一季度不能填报",
    "error_quarter_closed_next": "请回到动态更新，选择可以填报的季度。",
    "error_413_title": "上传的文件太大",
    "error_413_next": "请减小后重新上传：表格删去图片和多余的工作表，扫描件改用 300 dpi。",
    "error_422_title": "所填内容需要修改",
    "error_422_next": "请返回上一页，按提示修改后重新提交；已填内容仍在上一页。",
    "error_429_title": "操作太频繁了",
    "error_429_next": "请等一两分钟再试。此前已收到回执的提交不受影响。",
    "error_500_title": "系统出了问题",
    "error_500_next": (
        "收到回执的提交已经生效，没有收到回执的请先在首页核对是否已提交，再决定是否重办。"
    ),
    "error_503_title": "服务暂时不可用",
    "error_503_next": "请稍后重试。收到回执的提交已经生效，没有收到回执的请视为未提交。",
}
