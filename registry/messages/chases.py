"""What is said about chasing 催报."""

SENTENCES = {
    "chase_not_open": "{quarter}现在不能填报，没有催报。窗口开放时，或开放补报以后，可以催报。",
    "chase_nobody": "没有需要催报的平台：都已提交，或现在不能填报。",
    "chase_too_often": "今天已向{authority}的平台催报 {count} 次，到了每天的上限。请明天再催。",
    "chase_whom_wanted": "请写明催报对象：hosts 依托单位，authority 主管部门。",
    "chase_authority_wanted": "请选择一个主管部门。",
    "chase_too_many": "一次最多选 {most} 个平台；不选即催报全部。",
    "chase_and_more": "等",
    "chase_by_ministry": "工业和信息化部",
    "chase_sent": "已催报 {told} 家，编号 {number}。",
    "chase_sent_authorities": "已催报 {told} 个主管部门。",
    "chase_before": "今天已催过、没有再发的 {count} 家：{names}。",
    "chase_before_one": "{name}（{time}，{by}）",
    "chase_without_account": (
        "其中 {count} 家没有可用账号，站内消息没有人能看到：{names}。请发放激活码，或直接联系。"
    ),
    "chase_no_account": "没有账号",
    "chase_before_elsewhere": "{name}（{time}）",
    "chase_spent": (
        "{names}{more}没有催报（{count} 个主管部门）："
        "今天对其平台的催报已到每天的上限，请明天再催。"
    ),
    "chase_nobody_today": "今天还没有催过。",
    "chase_today": "今天已催{told}，最近一次 {time}。",
    "chase_today_host": " {count} 家依托单位",
    "chase_today_authority": " {count} 个主管部门",
    "chase_choose": "请先选择要催报的平台。",
    "chase_tick": "选择“{name}”",
    "chases_none": "还没有催过报。窗口开放时，可以在看板上一次催报全部未提交的平台。",
    "chases_limit": (
        "同一单位每天最多催 {a_day} 次；同一办理机关对同一主管部门每天最多催 {clicks} 次。"
    ),
    "notice_chase_host": (
        "{office}催报：{quarter}动态更新，贵单位还有 {count} 个平台没有提交（{names}）。"
        "最晚填报时间是{until}。"
    ),
    "notice_chase_authority": (
        "{office}催报：{quarter}动态更新，本地区还有 {count} 个平台（{hosts} 家依托单位）没有提交。"
        "最晚填报时间是{until}，请催促。"
    ),
    "state_chase_hosts": "催依托单位",
    "state_chase_authority": "催主管部门",
    "story_chase.send": "催报",
    "ledger_chase": "催报编号",
    "ledger_whom": "催报对象",
    "ledger_chase_whom_hosts": "依托单位",
    "ledger_chase_whom_authority": "主管部门",
    "ledger_recipients": "催报家数",
    "ledger_platforms": "平台数",
    "ledger_without_account": "其中没有账号的",
}
