"""What is said about attachments 附件: kept as they came, never called verified."""

_KINDS = "附件可以是 PDF、JPG、PNG、xlsx、docx 或 OFD。"

SENTENCES = {
    "attachment_unreadable": f"这个文件不能作为附件。{_KINDS}",
    "attachment_too_large": (
        "附件超过 {limit_mb} MB。请降低扫描分辨率（200 dpi 即可），或分成几个文件上传。"
    ),
    "attachment_empty": f"附件是空文件，可能没有传完，请重新上传。{_KINDS}",
    "attachment_wrong_type": (
        f"文件内容不是可以接收的格式（按内容判断，与文件名无关）。{_KINDS}"
        "旧版 doc、xls 和 WPS 格式请另存为 docx、xlsx 或 PDF。"
    ),
    "attachment_damaged": "附件打不开，可能没有传完或已损坏。请确认本机能正常打开，再重新上传。",
    "attachment_locked": "附件设有密码，看材料的人无法打开。请去掉密码后重新上传。",
    "attachment_active": (
        "附件里带有宏、脚本、控件、嵌入的程序，或打开时要从外部加载的内容；"
        "为保护打开它的人，没有接收。请另存为不带这些内容的文件，或打印成 PDF 后上传。"
    ),
    "attachment_too_many_pages": "附件有 {pages} 页，最多 {limit} 页。请只附有关的各页。",
    "attachment_unsafe": "打开附件所需的内存或时间超出限制。请重新生成 PDF，或减少页数后上传。",
    "attachment_supports_unknown": (
        "没有“{read}”这一条件。请从现行条件中选择本附件所证明的一条，或留空。"
    ),
    "attachment_text_read": "已读文字",
    "attachment_personal": "有像身份证号、手机号或银行卡号的内容，请核对是否必要",
    "attachment_text_not_read": "文字未读",
    "attachment_picture_not_read": "图像未读",
    "attachment_ofd_not_read": "OFD 原样保存，只查过密级标志，内容未读",
    "attachment_of_nothing": "未注明所证明的条件",
}
