"""The duty ledger 应报台账: why a duty stands as it does, and what the command line says of it."""

_HELP = {
    "cli_duties": ("应报台账：结算、重建。", "The duty ledger: settle, rebuild."),
    "cli_duties_settle": (
        "按现在的时刻结算应报台账；不写季度时结算有记录的全部季度。重复执行结果一样。",
        (
            "Settle the duty ledger as of now; every quarter on record unless some are named. "
            "Run twice it leaves the same."
        ),
    ),
    "cli_duties_rebuild": (
        "按原始记录重建应报台账，去掉没有依据的行；不写季度时重建有记录的全部季度。中断后再执行一次即可。",
        (
            "Write the duty ledger anew from the records and drop rows that none explains; "
            "every quarter on record unless some are named. Interrupted, run it again."
        ),
    ),
}
ENGLISH = {code: english for code, (_, english) in _HELP.items()}
SENTENCES = {code: chinese for code, (chinese, _) in _HELP.items()} | {
    "duties_settling": "[{done}/{total}] 正在结算 {quarter}",
    "duties_rebuilding": "[{done}/{total}] 正在重建 {quarter}",
    "duties_quarter": "{quarter}：{rows} 行，其中应报 {owing}，已提交 {filed}，缺报 {missed}",
    "duties_settled": "已结算 {count} 个季度的应报台账。",
    "duties_rebuilt": "已按原始记录重建 {count} 个季度的应报台账。",
    "duties_none": "还没有任何季度的记录，没有可结算的。",
    # Why a duty stands as it does; ``until`` is the last day, of an absence the day it was back.
    "duty_reason_ahead": "窗口{since}开放，{until} 24:00 截止",
    "duty_reason_open": "窗口{since}已开放，{until} 24:00 截止",
    "duty_reason_under_leave": "窗口已过，{until} 24:00 前可以补报{under}",
    "duty_reason_in_time": "{since}提交，窗口{until} 24:00 截止",
    "duty_reason_late": "窗口{until} 24:00 截止，{since}补报{under}",
    "duty_reason_excused": "窗口{until} 24:00 截止，{since}补报，已准予{under}",
    "duty_reason_nothing_filed": "窗口{until} 24:00 截止，未收到提交",
    "duty_reason_admitted_in_window": "{since}在窗口期内入库，本季度免报，从下一季度起填报",
    "duty_reason_admitted_after": "{since}入库，窗口{until} 24:00 已截止，本季度免报",
    "duty_reason_removed": "{since}移出储备库，早于窗口截止（{until} 24:00），本季度免报",
    "duty_reason_away": "{since}离库，{until}经申诉恢复{under}，窗口期内不在库，本季度免报",
    "duty_reason_under": "（{number}）",
}
