"""What is said about exit proposals 退出建议."""

SENTENCES = {
    "exit_ground_wanted": "请选择退出的理由。属于二（四）情形的须先核实，不按退出建议办理。",
    "exit_facts_wanted": (
        "请写明事实和依据，{least} 至 {most} 字：发生了什么、何时发现、凭什么材料认定。"
    ),
    "exit_already_proposed": (
        "“{name}”已有一份待部里研究的退出建议（{number}），没有重复提出。"
        "需要改写的，请先撤回原来的一份。"
    ),
    "exit_platform_gone": "“{name}”已经不在储备库中，不需要再提退出建议。",
    "exit_already_ended": (
        "退出建议 {number} 已经撤回或已研究决定，不能再办理。请刷新查看最新状态。"
    ),
    # Grounds, by what a province writes.
    "exit_ground_conditions_not_met": "不再满足基本条件",
    "exit_ground_requirements_not_met": "不满足管理要求",
    "exit_ground_host_asked": "依托单位申请退出",
    # What the proposal is, and is not.
    "exit_stays": (
        "提出退出建议不会移出平台：平台仍然在库，仍须按季度动态更新，由工业和信息化部研究决定（二（六））。"
    ),
    "exit_not_for_causes": (
        "发生更名未报、事故、弄虚作假、失信等二（四）所列情形的，须经核实，不按退出建议办理。"
    ),
    "exit_proposed_now": (
        "退出建议已提出，待工业和信息化部研究；平台仍然在库。请接着上传证明材料。"
    ),
    "exit_withdrawn_now": "退出建议已撤回，平台仍然在库。",
    "exits_none": "没有符合条件的退出建议。",
    "exits_none_own": "没有退出建议。需要提出的，请打开平台的页面。",
    "exit_on_platform": (
        "{authority}已提出退出建议（{number}，{day}）：{ground}。"
        "平台仍然在库，由工业和信息化部研究决定。"
    ),
    "exits_until": "本轮的退出建议在{until}前提出。",
    "state_exit_open": "待研究",
    "state_exit_withdrawn": "已撤回",
    # Its evidence.
    "exit_evidence_full": (
        "一份退出建议最多收 {most} 个文件（撤回的也算），不能再添加。"
        "还要补充的，请撤回这份建议，把同类材料合并成一个文件后重新提出。"
    ),
    "exit_evidence_already_withdrawn": "“{name}”已经撤回，不用再办理。",
    "exit_evidence_taken": (
        "已上传。系统只检查文件能否安全打开，能否证明所写事实由工业和信息化部判断。"
    ),
    "exit_evidence_none_given": "没有附证明材料。",
    "exit_evidence_none": (
        "还没有上传。请附上能证明所写事实的文件，如现场核查记录、来函、催办记录，部里据此研究。"
    ),
    "exit_evidence_closed": "这份退出建议已经撤回或已研究决定，不能再添加或撤回证明材料。",
    "exit_evidence_readers": "依托单位和工业和信息化部都能看到、下载。",
    "exit_evidence_mistaken": "文件不会删除。写明原因后可以撤回，撤回的仍然列出。",
    "state_exit_decided": "已研究决定",
    # Messages to the ministry and the host.
    "notice_exit_propose_ministry": (
        "{authority}在{round}名单动态调整中提出：“{name}”退出储备库（{number}），理由：{ground}。"
        "请研究决定。"
    ),
    "notice_exit_propose_host": (
        "{authority}在{round}名单动态调整中提出“{name}”退出储备库的建议（{number}），理由：{ground}。"
        "平台仍然在库，由工业和信息化部研究决定；有不同意见的，请与{authority}联系。"
    ),
    "notice_exit_withdraw_ministry": (
        "{authority}已撤回对“{name}”的退出建议（{number}），原因：{reason}。"
    ),
    "notice_exit_withdraw_host": (
        "{authority}已撤回对“{name}”的退出建议（{number}）。平台仍然在库。"
    ),
    # The story of a platform.
    "story_exit_proposal.propose": "提出退出建议",
    "story_exit_proposal.withdraw": "撤回退出建议",
    "story_exit_proposal.evidence_add": "为退出建议添加证明材料",
    "story_exit_proposal.evidence_withdraw": "撤回退出建议的证明材料",
    "ledger_exit_proposal": "退出建议",
    "ledger_evidence": "证明材料",
}
