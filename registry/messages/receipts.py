"""What is said about receipts 回执 and their check."""

SENTENCES = {
    "receipt_current": "回执属实。这是{filing}的有效版本，提交内容与回执一致。",
    "receipt_superseded": (
        "回执属实，但内容已经更正。{filing}的有效版本是回执 {current}（{sent} 提交）。"
    ),
    "receipt_of_update": "{quarter}",
    "receipt_of_application": "{round}申报",
    "receipt_of_removal_decision": "移出决定书",
    "receipt_not_ours": "编号和摘要不是本服务出具的同一份回执，请对照原件逐字核对后再试。",
    "receipt_check_blank": "请同时填写回执编号和内容摘要，两者都印在回执上。",
}
