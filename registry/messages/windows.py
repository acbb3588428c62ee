"""What is said about the windows of a year."""

SENTENCES = {
    "year_out_of_range": "没有 {year} 年的填报窗口：只能查询 2000 年至 2199 年。",
}
