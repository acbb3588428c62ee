"""What is said of a stamped scan 盖章扫描件: its printed code, its seal, its use elsewhere.

A seal is never called verified: the program reads a code and looks for red, a person judges.
"""

_MEND = "请打印本页面上的最新文件，盖章后整份重新扫描上传。"

SENTENCES = {
    "scan_matches": (
        "二维码与本材料一致：读到编号 {read}，摘要 {read_digest}（第 {pages} 页）。"
        "这只说明扫描的是这份内容；印章须人工核对。"
    ),
    "scan_other_version": (
        "扫描件是同一编号的另一版本：读到 {read}，摘要 {read_digest}；"
        f"应为摘要 {{wanted_digest}}。内容在打印之后改动过。{_MEND}"
    ),
    "scan_other_record": (
        "扫描件属于另一份材料：读到 {read}；应为 {wanted}。"
        f"请核对是否选错了文件。如果盖章的就是那一份，{_MEND}"
    ),
    "scan_several_codes": (
        "扫描件里有几份不同的材料：读到 {read}（第 {pages} 页）；应只有 {wanted}，"
        "摘要 {wanted_digest}。请只扫描这一份材料的各页，重新上传。"
    ),
    "scan_foreign_code": (
        f"扫描件里有二维码，但不是本系统打印的；应为 {{wanted}}，摘要 {{wanted_digest}}。{_MEND}"
    ),
    "scan_no_code": (
        "没有读到二维码；应为 {wanted}，摘要 {wanted_digest}。"
        "可能是二维码被遮住、折皱、模糊或没有扫进来。请以 200 dpi 以上整份重新扫描，"
        f"二维码上不要盖章；仍读不到的，{_MEND}"
    ),
    # A summary sheet may be made elsewhere: it carries no code of ours then.
    "scan_foreign_code_of_sheet": (
        "扫描件里有二维码，但不是本系统打印的；应为 {wanted}，摘要 {wanted_digest}。"
        f"自行制作的汇总表不带本系统的二维码，须逐页人工核对；由本系统打印的，{_MEND}"
    ),
    "scan_no_code_of_sheet": (
        "没有读到二维码；应为 {wanted}，摘要 {wanted_digest}。"
        "可能是二维码被遮住、折皱、模糊或没有扫进来。请以 200 dpi 以上重新扫描，二维码上不要盖章；"
        "自行制作的汇总表不带本系统的二维码，须逐页人工核对。"
    ),
    "seal_mark_seen": "疑似印章痕迹：有，须人工核对。",
    "seal_mark_not_seen": "疑似印章痕迹：未见（黑白扫描时看不出来），须人工核对。",
    "scan_used_before": (
        "第 {page} 页的图像以前用过：{subject}，{at}。同一张图像不能代替重新盖章，请核对。"
    ),
    "scan_used_before_often": (
        "第 {page} 页的图像以前至少用过 {count} 次，最早一次：{subject}，{at}。"
        "同一张图像不能代替重新盖章，请核对。"
    ),
    "scan_used_elsewhere": "另一份材料",
    "scan_reading_on": "共 {pages} 页，已读 {read} 页；读完以前，结果只算到已读的页。",
    "scan_reading_stopped": "读到第 {read} 页时中断；重新打开本页会接着读。",
    "scan_pages_uncoded": (
        "第 {pages} 页没有读到二维码。每一页都印有二维码：请核对这些页是不是这份材料的。"
    ),
    "scan_pages_skipped": "第 {first} 页至第 {last} 页超出内存或时间的限制，没有读，须人工查看。",
}
