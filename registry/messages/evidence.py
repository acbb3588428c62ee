"""Sentences about evidence beside any record."""

SENTENCES = {
    "evidence_already_there": "同一个文件（{name}）已经上传过，对应同一项条件，没有再收。",
    "evidence_file_wanted": "请选择要上传的文件。",
    "evidence_declaration_wanted": (
        "请打开文件逐页核对（包括图片），确认不含涉密内容后勾选这一项。"
    ),
    "evidence_again": "没有收下文件，请重新选择并勾选声明；其他内容都保留着。",
    "evidence_withdrawn_now": "已撤回。文件仍然列出，写明了原因。",
    "evidence_settled": (
        "“{name}”不能撤回：已经撤回、是另一方提供的，或现在不能再增减材料。文件仍然列出。"
    ),
    "evidence_of_host": "依托单位提供",
    "evidence_of_province": "省级主管部门提供",
    "evidence_of_ministry": "工业和信息化部提供",
}
