"""What is said about the initial load 存量导入: its cells, its rows, its course."""

SENTENCES = {
    # Cells of the kinds that only its workbook has.
    "date_unknown": (
        "“{label}”写的是“{read}”，看不出是哪一天。请写成 2024-06-05 或 2024年6月5日，年月日写全。"
    ),
    "date_as_number": (
        "“{label}”读到的是数字 {read}，像是日期丢了格式，不能确定是哪一天。"
        "请把单元格设为日期格式，或写成 2024-06-05。"
    ),
    "answer_unknown": "“{label}”写的是“{read}”，请填“是”或“否”。",
    "sheet_template_answer_yes": "是",
    "sheet_template_answer_no": "否",
}
