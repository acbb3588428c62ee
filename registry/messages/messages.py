"""The page of messages, and what the first page says of them."""

SENTENCES = {
    "message_without_words": (
        "这条消息（{of}）现在显示不出文字，内容没有丢失，请从相关页面查看，或告知系统管理员。"
    ),
    "messages_none": (
        "还没有消息。办理进展、需要本单位处理的事项和填报提醒会出现在这里，最新的在前。"
    ),
    "messages_none_unread": "没有未读消息。",
    "messages_unread": "{count} 条未读消息",
    "messages_unread_many": "{count} 条以上未读消息",
    "messages_read_now": "已标为已读：{count} 条。",
    "messages_all_read": "没有未读消息，不需要标记。",
    "messages_until_wrong": "时间的写法不对，请刷新本页后再试。",
}
