"""What the command line says of the duty ledger 应报台账: help in two languages, and answers."""

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
}
