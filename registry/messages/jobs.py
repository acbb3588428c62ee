"""What the scheduler does, by the name of each job."""

SENTENCES = {
    "job_resume_admissions": "继续中断的入库",
    "job_resume_loads": "继续中断的存量导入",
    "job_read_scans": "读完较长扫描件的其余各页",
    "job_lapse_registrations": "清除逾期未办登记的联系方式",
    "job_sweep_staged_rows": "清除上传中断留下的汇总表行",
    "job_tell_of_closed_round": "告知上一轮名单动态调整未办完的事项",
    "job_remind": "提醒各单位窗口开放、将到期和结束",
    "job_deliver_messages": "用邮件、短信和消息推送通知各单位",
    "job_seal_ledger": "封存前一日的办理记录",
    "job_settle_duties": "更新本季度和上季度的应报台账",
    "job_settle_all_duties": "更新全部季度的应报台账",
    "job_every_minutes": "每 {count} 分钟",
    "job_every_hours": "每 {count} 小时",
    "job_nothing_done": "没有需要处理的",
    "job_failed": "没有办成，原因见日志；下一次会重试",
    "job_brought_forward": "处理 {count} 项",
}
