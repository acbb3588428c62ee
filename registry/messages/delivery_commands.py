"""What ``reserve deliveries`` says of itself, in two languages."""

_HELP = {
    "cli_deliveries": (
        "通知投递：邮件、短信和消息推送各有多少等候、未送达，排除故障后重新投递。",
        "Deliveries: what waits and what was given up by channel; try it again after an outage.",
    ),
    "cli_deliveries_list": (
        "列出各渠道的情况，以及一个渠道最近 200 件未送达的通知。",
        "List how the channels stand, and the newest 200 dead letters of one.",
    ),
    "cli_deliveries_resend": (
        "重新投递一个渠道全部未送达的通知。",
        "Try all dead letters of a channel again.",
    ),
    "cli_option_channel": (
        "渠道：email 邮件、sms 短信、webhook 消息推送。",
        "Channel: email, sms or webhook.",
    ),
}

ENGLISH = {code: english for code, (_, english) in _HELP.items()}
SENTENCES = {code: chinese for code, (chinese, _) in _HELP.items()}
