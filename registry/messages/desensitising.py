"""What the desensitising check 脱敏脱密 says. It never repeats what it found."""

_WHY = "本服务不收涉密内容（“储备中试平台信息须做好脱敏脱密处理”）"
_MEND = "请删去密级标志和相应的涉密内容；确属国家秘密的，不要在这里填报，按保密规定另行报送"

SENTENCES = {
    # Findings at a field.
    "secrecy_found": f"“{{label}}”第 {{place}} 个字处有密级标志，{_WHY}。{_MEND}。",
    "id_number_found": (
        "“{label}”中有像身份证号的内容（{read}）。已照常接收，请核对：个人信息不必写在这里的，"
        "请删去或替换为掩码。"
    ),
    "mobile_found": (
        "“{label}”中有像手机号的内容（{read}）。已照常接收，请核对：联系方式不必写在这里的，"
        "请删去或替换为掩码。"
    ),
    "bank_card_found": (
        "“{label}”中有像银行卡号的内容（{read}）。已照常接收，请核对：账户信息不必写在这里的，"
        "请删去或替换为掩码。"
    ),
    "secrecy_not_saved": (
        f"刚才填写的“{{label}}”第 {{place}} 个字处有密级标志，{_WHY}，所以这一项没有保存，"
        f"其他各项已保存。{_MEND}。"
    ),
    # Refusals.
    "secrecy_mark": f"提交的内容中有密级标志，没有办理，也没有保存。{_WHY}。{_MEND}。",
    "secrecy_at": "第 {place} 个字处有密级标志，请删去后重新填写。",
    "secrecy_in_name": "名称中有密级标志，请改用不涉密的名称。",
    "sheet_secrecy_mark": (
        f"文件里有密级标志，没有接收，也没有保存。位置：{{places}}。{_WHY}。{_MEND}，再重新上传。"
    ),
    "sheet_secrecy_cell": "工作表“{sheet}”{cell}",
    "sheet_secrecy_cell_only": "{cell}",
    "sheet_secrecy_hidden": "隐藏的工作表“{sheet}”{cell}",
    "sheet_secrecy_part": "单元格以外（批注、页眉页脚、文本框或文件属性：{part}）",
    "sheet_around_table": "表格以外的文字",
    "sheet_secrecy_more": "等 {count} 处",
    "scan_secrecy_mark": (
        f"扫描件的文字中有密级标志（{{places}}），没有接收，也没有保存。{_WHY}。{_MEND}，再重新上传。"
    ),
    "attachment_secrecy_mark": (
        f"附件的文字中有密级标志，没有接收，也没有保存。{_WHY}。{_MEND}，再重新上传。"
    ),
    "scan_secrecy_page": "第 {page} 页",
    "scan_secrecy_about": "文件属性",
    "scan_declaration_missing": (
        "扫描件有 {pages} 页是图片，程序读不出文字，无法检查。请打开文件逐页核对，"
        "确认不含涉密内容后勾选“我已核对：文件不含涉密内容”，再重新上传。没有保存。"
    ),
    "scan_declaration_wanted": "请逐页核对文件，确认后勾选这一项。",
    # Beside a scan, and after a form.
    "scan_text_read": "文字层已检查，未发现密级标志；页面上的图片没有检查。",
    "scan_text_declared": "有 {pages} 页是图片，程序未能检查；{name}已声明核对：文件不含涉密内容。",
    "scan_personal": "第 {pages} 页有像身份证号、手机号或银行卡号的内容，请核对是否必要。",
    "personal_taken": (
        "“{label}”中有像{kind}的内容（{read}），已照常办理。个人信息不必写的，请下次不要填写。"
    ),
    "mark_id_number": "身份证号",
    "mark_mobile": "手机号",
    "mark_bank_card": "银行卡号",
    # Names of form fields, where a page names one.
    "form_field_reason": "原因",
    "form_field_name": "姓名",
    "form_field_host_name": "单位名称",
    "form_field_contact": "联系方式",
    "form_field_username": "用户名",
    "form_field_reference": "凭据",
    "form_field_channel": "数据来源",
    "form_field_label": "名称",
    "form_field_codes": "统一社会信用代码",
    "form_field_credit_code": "统一社会信用代码",
    "form_field_reviewer": "审核人",
    "form_field_file": "文件",
    "form_field_scan": "盖章扫描件",
    "form_field_other": "其中一项（{name}）",
    # Words of the pages.
    "masked_now": "已替换为掩码并保存。",
}
