"""What is said about the windows of a year."""

SENTENCES = {
    "window_span": "{year}年{month}月{day}日 00:00 至 {last_month}月{last_day}日 24:00",
    "year_out_of_range": "没有 {year} 年的填报窗口：只能查询 2000 年至 2199 年，请核对年份。",
}
