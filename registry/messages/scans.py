"""What is said about stamped scans 盖章扫描件. A seal is never called verified."""

_FORMS = "请上传 PDF、JPG 或 PNG 格式的盖章扫描件。"

SENTENCES = {
    "scan_unreadable": f"这个文件不能作为盖章扫描件。{_FORMS}",
    "scan_too_large": "扫描件超过 {limit_mb} MB。请降低扫描分辨率（300 dpi 即可）后重新上传。",
    "scan_empty": f"扫描件是空文件，可能没有传完。{_FORMS}",
    "scan_wrong_type": (
        "文件内容不是 PDF、JPG 或 PNG（按内容判断，与文件名无关）。"
        "OFD 或 Word 文件请先另存为 PDF，再重新上传。"
    ),
    "scan_damaged": "扫描件打不开，可能没有传完或已损坏。请确认本机能正常打开，再重新上传。",
    "scan_locked": "扫描件设有密码，别人无法打开备查。请去掉密码后重新上传。",
    "scan_active": (
        "PDF 里带有脚本、自动执行的动作、表单程序或嵌入的文件；为保护以后打开它的人，没有接收。"
        "请打开后用“打印”重新生成 PDF，或直接上传扫描得到的图片。"
    ),
    "scan_too_many_pages": "扫描件有 {pages} 页，最多 {limit} 页。请只上传盖章的材料本身。",
    "scan_unsafe": (
        "打开扫描件所需的内存或时间超出限制。请以 300 dpi 重新扫描为普通 PDF 或图片后上传。"
    ),
}
